import { AnsweredCalls } from '@ocpp-broker/ocpp';
import t from 'tap';
import type { WebSocket } from 'ws';
import type { Connection } from '../src/connection.ts';
import { FrameLog } from '../src/frame-log.ts';
import { OwnParts, type SharedParts } from '../src/own-parts.ts';
import { connectionOptions } from './fixtures/connection-rig.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { MemoryBus } from './fixtures/memory-bus.ts';
import { defaultOptions } from './fixtures/options.ts';
import { RecordingLog } from './fixtures/recording-log.ts';

const registration = {
  ...({ status: 'Accepted', heartbeatIntervalMs: 60_000, version: '1.6', vendor: null, model: null } as const),
  ...{ serialNumber: null, firmwareVersion: null, lastBootAt: null, lastSeenAt: null },
  ...{ connected: false, securityProfile: null },
};

function rigged() {
  const told: unknown[][] = [];
  const log = new RecordingLog();
  const shared: SharedParts = {
    ...{ bus: new MemoryBus(), clock: new ManualClock(), log, observer: undefined },
    frames: new FrameLog(defaultOptions.frames),
    onRemember: (...facts) => told.push(['remember', ...facts]),
    onReport: (...facts) => told.push(['report', ...facts]),
    onSettled: (...facts) => told.push(['settled', ...facts]),
    onEnding: (...facts) => told.push(['ending', ...facts]),
    onClosed: (...facts) => told.push(['closed', ...facts]),
  };
  const peer = {
    ...({ identity: 'CP1', username: 'user', version: '1.6', listenerId: 'ocpp:ws:default' } as const),
    ...{ remoteAddress: '192.0.2.1', remotePort: 1 },
  };
  const socket = {} as WebSocket;
  const own = { socket, carrier: undefined, peer, options: connectionOptions(), stored: registration };
  return { told, log, shared, own, parts: new OwnParts({ ...own, answered: new AnsweredCalls() }, shared) };
}

t.test('what connections share is the same for each, and what is its own is its own', async (t) => {
  const { parts, shared, own } = rigged();
  for (const name of ['bus', 'clock', 'frames', 'observer'] as const) t.equal(parts[name], shared[name], name);
  for (const name of ['socket', 'peer', 'options', 'stored'] as const) t.equal(parts[name], own[name], name);
});

t.test('what a connection tells arrives with the identity where it does not say so itself', async (t) => {
  const { parts, told } = rigged();
  const report = { code: 'late_answer', direction: 'upstream', detail: 'late' } as const;
  const connection = {} as Connection;
  const settled = {} as Parameters<OwnParts['onSettled']>[1];
  parts.onRemember({ heartbeatIntervalMs: 1 });
  parts.onReport(report);
  parts.onSettled(7, settled);
  parts.onEnding(connection);
  parts.onClosed(connection, 1000, 'bye');
  t.strictSame(told, [
    ['remember', { heartbeatIntervalMs: 1 }, 'CP1'],
    ['report', report, 'CP1'],
    ['settled', 7, settled],
    ['ending', connection],
    ['closed', connection, 1000, 'bye'],
  ]);
});

t.test('lines of the log name the identity', async (t) => {
  const { parts, log } = rigged();
  parts.log.info({ code: 1000 }, 'gone');
  t.strictSame(log.entries, [{ level: 'info', fields: { identity: 'CP1', code: 1000 }, message: 'gone' }]);
});

t.test('what was remembered of the identity is let go when it is not needed any more', async (t) => {
  const { parts } = rigged();
  parts.forget();
  t.equal(parts.stored, undefined);
});
