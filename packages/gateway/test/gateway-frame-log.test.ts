// The frames of a charge point as an operator sees them, over a real socket.

import t from 'tap';
import type { FrameView } from '../src/frame-view.ts';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const line = ({ direction, type, uniqueId, action, errorCode, text }: FrameView) =>
  [direction === 'upstream' ? '→' : '←', type, uniqueId, action, errorCode, text] as const;

t.test('both directions are kept in order, an answer with the action of its CALL', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'h1');
  rig.bus.send(to, result('h1', { currentTime: '2026-03-01T08:00:00Z' }));
  await raw.next();
  rig.clock.advance(5);
  rig.bus.send(to, call('c1'));
  await raw.next();
  await raw.send('[4,"c1","InternalError","why",{}]');
  await raw.send('[2,"x","Explode",{}]');
  await raw.next();
  await raw.send('hello\u001b');
  await raw.send('');
  await raw.send('[3,"nobody",{}]');
  await rig.beat(raw, 'CP1', 'h2');
  const frames = rig.gateway.frames.recent('CP1');
  t.strictSame(frames.map(line), [
    ['→', 2, 'h1', 'Heartbeat', null, '[2,"h1","Heartbeat",{}]'],
    ['←', 3, 'h1', 'Heartbeat', null, '[3,"h1",{"currentTime":"2026-03-01T08:00:00Z"}]'],
    ['←', 2, 'c1', 'ClearCache', null, '[2,"c1","ClearCache",{}]'],
    ['→', 4, 'c1', 'ClearCache', 'InternalError', '[4,"c1","InternalError","why",{}]'],
    ['→', 2, 'x', 'Explode', null, '[2,"x","Explode",{}]'],
    ['←', 4, 'x', 'Explode', 'NotImplemented', '[4,"x","NotImplemented","action Explode is unknown in OCPP 1.6",{}]'],
    ['→', null, null, null, null, 'hello\\u001b'],
    ['→', 3, 'nobody', null, null, '[3,"nobody",{}]'],
    ['→', 2, 'h2', 'Heartbeat', null, '[2,"h2","Heartbeat",{}]'],
  ]);
  t.match(frames[0], { identity: 'CP1', bytes: 23, truncated: false });
  t.equal((frames[2]?.at ?? 0) - (frames[0]?.at ?? 0), 5);
  t.strictSame(
    rig.gateway.frames.recent('CP1', { errorsOnly: true }).map(({ type }) => type),
    [4, 4, null],
  );
});

t.test('an answer that was given before, a binary message and one of the responder are kept as well', async (t) => {
  const responder = { afterMs: 100, heartbeatIntervalS: 60, idTags: undefined };
  const rig = await GatewayRig.start(t, { options: { session: { responder } } });
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'h1');
  rig.clock.advance(100);
  const answer = await raw.next();
  await raw.send('[2,"h1","Heartbeat",{}]');
  t.equal(await raw.next(), answer);
  await raw.sendBinary(Buffer.from([1, 2, 3]));
  await raw.closed;
  const frames = rig.gateway.frames.recent('CP1');
  t.strictSame(
    frames.map((frame) => line(frame).slice(0, 4)),
    [
      ['→', 2, 'h1', 'Heartbeat'],
      ['←', 3, 'h1', 'Heartbeat'],
      ['→', 2, 'h1', 'Heartbeat'],
      ['←', 3, 'h1', null],
      ['→', null, null, null],
    ],
    'though the connection is gone',
  );
  t.match(frames[4], { text: '', bytes: 3 });
});

t.test('a secret is sent as it is and shown masked, an idTag where the operator wants it', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const key = '0123456789ABCDEF';
  rig.bus.send(to, call('c1', 'ChangeConfiguration', { key: 'AuthorizationKey', value: key }));
  t.match(await raw.next(), key);
  await raw.send([2, 'a1', 'Authorize', { idTag: '04A1B2C3' }]);
  await rig.bus.next('ocpp/cp/CP1');
  const shown = () => rig.gateway.frames.recent('CP1').map(({ text }) => text);
  t.strictSame(shown(), [
    '[2,"c1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]',
    '[2,"a1","Authorize",{"idTag":"***"}]',
  ]);
  await rig.reconfigure({ frames: { idTagsMasked: false } });
  t.match(shown()[1], '04A1B2C3');
  t.notMatch(JSON.stringify(rig.log.entries), /0123456789ABCDEF|04A1B2C3/);
});

t.test('frames of callers inside the process are those of anybody', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const outcome = rig.gateway.call({ clientId: 'CP1', action: 'ClearCache', payload: {}, uniqueId: 'u1' });
  await raw.next();
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await outcome;
  t.match(rig.gateway.frames.recent('CP1'), [
    { direction: 'downstream', action: 'ClearCache' },
    { direction: 'upstream', action: 'ClearCache', type: 3 },
  ]);
});

t.test('frames are followed live, across charge points and connections, while none are kept', async (t) => {
  const rig = await GatewayRig.start(t, { options: { frames: { keep: 0 } } });
  const seen: FrameView[] = [];
  const stop = rig.gateway.frames.follow({ identity: 'site-A*', direction: 'upstream' }, (frame) => seen.push(frame));
  const raws = await Promise.all(['site-A.1', 'site-A.2', 'site-B.1'].map((identity) => rig.connect(identity)));
  for (const [at, identity] of ['site-A.1', 'site-A.2', 'site-B.1'].entries()) {
    const raw = raws[at];
    if (raw !== undefined) await rig.beat(raw, identity, `h${at}`);
  }
  t.strictSame(
    seen.map(({ identity, uniqueId }) => [identity, uniqueId]),
    [
      ['site-A.1', 'h0'],
      ['site-A.2', 'h1'],
    ],
  );
  stop();
  if (raws[0] !== undefined) await rig.beat(raws[0], 'site-A.1', 'h9');
  t.equal(seen.length, 2);
  t.strictSame(rig.gateway.frames.recent('site-A.1'), []);
  t.strictSame(rig.gateway.figures().frameLog, { frames: 0, bytes: 0, followers: 0 });
});

t.test('how many frames are kept changes while running', async (t) => {
  const rig = await GatewayRig.start(t, { options: { frames: { keep: 2 } } });
  const raw = await rig.connect('CP1');
  for (const id of ['h1', 'h2', 'h3']) await rig.beat(raw, 'CP1', id);
  const ids = () => rig.gateway.frames.recent('CP1').map(({ uniqueId }) => uniqueId);
  t.strictSame(ids(), ['h2', 'h3']);
  await rig.reconfigure({ frames: { keep: 1 } });
  t.strictSame(ids(), ['h3']);
  await rig.reconfigure({ frames: { keep: 0 } });
  await rig.beat(raw, 'CP1', 'h4');
  t.strictSame(ids(), []);
  await raw.close();
  await eventually(() => rig.gateway.client('CP1') === undefined);
});
