import { Session, unregistered } from '@ocpp-broker/ocpp';
import t from 'tap';
import { figuresOf } from '../src/figures.ts';
import { connectionOptions } from './fixtures/connection-rig.ts';

const others = { callsOffline: 3, callersWaiting: 4, frameLog: { frames: 5, bytes: 6, followers: 7 } };

t.test('without connections there is what waits elsewhere', async (t) => {
  t.strictSame(figuresOf([], others), {
    connections: { '1.6': 0, '2.0.1': 0, '2.1': 0 },
    callsInFlight: 0,
    callsQueued: 0,
    callsUnanswered: 0,
    congested: 0,
    ...others,
  });
});

t.test('connections are counted by version, and what waits on them is added up', async (t) => {
  const connection = (version: '1.6' | '2.1', isCongested: boolean) => {
    const { session: options, validator } = connectionOptions({}, version);
    const session = new Session({ version, options, validator, registration: unregistered }, 0);
    for (const uniqueId of ['a', 'b', 'c']) {
      session.receiveDownstream({ kind: 'Call', uniqueId, action: 'ClearCache', payload: {}, payloadText: '{}' }, 0);
    }
    session.receiveFrame('[2,"h","Heartbeat",{}]', 0);
    const peer = { identity: 'CP1', username: null, version, listenerId: 'l', remoteAddress: '', remotePort: 1 };
    return { peer, isCongested, snapshot: () => session.snapshot() };
  };
  t.match(figuresOf([connection('1.6', false), connection('2.1', true), connection('2.1', true)], others), {
    connections: { '1.6': 1, '2.0.1': 0, '2.1': 2 },
    callsInFlight: 3,
    callsQueued: 6,
    callsUnanswered: 3,
    congested: 2,
  });
});
