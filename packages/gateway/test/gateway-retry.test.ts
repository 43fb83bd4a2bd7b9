// A charge point that missed its answer repeats the CALL with its id: it gets the same answer, and nothing happens twice.

import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { reason, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const up = 'ocpp/cp/CP1';
const start = { connectorId: 1, idTag: 'tag', meterStart: 5, timestamp: '2026-03-01T08:00:00Z' };
const accepted = '{"transactionId":9007199254740993, "idTagInfo":{"status":"Accepted"}}';

/** Has a charge point start a transaction, which the CSMS accepts; returns the frame that answered it. */
async function transaction(rig: GatewayRig, raw: Awaited<ReturnType<GatewayRig['connect']>>): Promise<string> {
  await raw.send([2, 'u1', 'StartTransaction', start]);
  await rig.bus.next(up);
  rig.bus.send(to, `{"MessageTypeId":3,"UniqueId":"u1","Payload":${accepted}}`);
  return raw.next();
}

t.test('a CALL that was answered gets the same answer again, to the letter, and is not published again', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const answer = await transaction(rig, raw);
  t.equal(answer, `[3,"u1",${accepted}]`);
  rig.clock.advance(59_999);
  for (let round = 0; round < 2; round += 1) {
    await raw.send([2, 'u1', 'StartTransaction', start]);
    t.equal(await raw.next(), answer);
  }
  t.equal(rig.bus.all(up).length, 1);
  t.strictSame(rig.reportCodes('CP1'), ['call_repeated', 'call_repeated']);
  rig.bus.send(to, result('u1', JSON.parse(accepted)));
  t.match(await rig.bus.nextJson(`${up}/Reply`), { UniqueId: 'u1', ...reason('unknown_unique_id') }, 'nothing waits');
});

t.test('over a reconnect as well: that is where it usually happens', async (t) => {
  const rig = await GatewayRig.start(t);
  const first = await rig.connect('CP1');
  const answer = await transaction(rig, first);
  first.terminate();
  await eventually(() => !rig.gateway.isConnected('CP1'));
  const second = await rig.connect('CP1');
  await second.send([2, 'u1', 'StartTransaction', start]);
  t.equal(await second.next(), answer);
  const third = await rig.connect('CP1');
  await second.closed;
  await third.send([2, 'u1', 'StartTransaction', start]);
  t.equal(await third.next(), answer, 'and when a newer connection took over');
  t.equal(rig.bus.all(up).length, 1);
});

t.test('an error is an answer too', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.bus.send(to, { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'FormatViolation', ErrorDetails: { a: 1 } });
  const answer = await raw.next();
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.equal(await raw.next(), answer);
  t.equal(rig.bus.all(up).length, 1);
});

t.test('after the window, with another payload, or with another action it is a new CALL', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { retryWindowMs: 10_000 } } });
  const raw = await rig.connect('CP1');
  await transaction(rig, raw);
  await raw.send([2, 'u1', 'StartTransaction', { ...start, meterStart: 6 }]);
  t.match(await rig.bus.nextJson(up), { UniqueId: 'u1', Payload: { meterStart: 6 } });
  rig.bus.send(to, `{"MessageTypeId":3,"UniqueId":"u1","Payload":${accepted}}`);
  await raw.next();
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.bus.nextJson(up), { UniqueId: 'u1', Action: 'Heartbeat' });
  rig.bus.send(to, result('u1', { currentTime: '2026-03-01T08:00:00Z' }));
  await raw.next();
  rig.clock.advance(10_000);
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.bus.nextJson(up), { UniqueId: 'u1', Action: 'Heartbeat' });
  t.strictSame(rig.reportCodes('CP1'), []);
});

t.test('while it is still being processed its id is refused', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await raw.nextJson(), [4, 'u1', 'ProtocolError']);
  t.equal(rig.bus.all(up).length, 1);
});

t.test('what nobody answered in time, or what was refused, may be tried again', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.clock.advance(60_000);
  t.match(await raw.nextJson(), [4, 'u1', 'InternalError']);
  await rig.beat(raw, 'CP1', 'u1');
  await raw.send([2, 'u2', 'Authorize', {}]);
  t.match(await raw.nextJson(), [4, 'u2', 'OccurenceConstraintViolation']);
  await raw.send([2, 'u2', 'Authorize', { idTag: 'tag' }]);
  t.match(await rig.bus.nextJson(up), { UniqueId: 'u2' });
});

t.test('retry_window: 0 remembers nothing, and it changes while running', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { retryWindowMs: 0 } } });
  const raw = await rig.connect('CP1');
  await transaction(rig, raw);
  t.equal(await transaction(rig, raw), `[3,"u1",${accepted}]`, 'published and answered a second time');
  t.equal(rig.bus.all(up).length, 2);
  await rig.reconfigure({ session: { retryWindowMs: 5_000 } });
  await transaction(rig, raw);
  await raw.send([2, 'u1', 'StartTransaction', start]);
  t.equal(await raw.next(), `[3,"u1",${accepted}]`);
  t.equal(rig.bus.all(up).length, 3);
});

t.test('ids are of their charge point: the same one of another is another CALL', async (t) => {
  const rig = await GatewayRig.start(t);
  await transaction(rig, await rig.connect('CP1'));
  const other = await rig.connect('CP2');
  await other.send([2, 'u1', 'StartTransaction', start]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP2'), { UniqueId: 'u1' });
});
