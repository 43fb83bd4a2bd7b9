// Shows of issue 2: "every setting of its table (EMQX's and ours) honoured and changeable while running, each with a test that shows its
// effect: … message format checking in its four modes and both directions, schema id prefix and a folder of the user's own schemas laid
// over ours, … queue length". The charge point stays connected through all of it, but for `enable`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { bootedChargePoint, call, changeSettings, clientOf, currentTime, result } from './fixtures/running-settings.ts';
import { within } from './fixtures/running-wait.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/#');
const chargePoint = await bootedChargePoint(running, csms, 'CP1');

type Verdict = 'checked' | 'let through';

let lastId = 0;

/** Something right that is sent after something wrong. */
const endOf = (id: string) => [2, `${id}-end`, 'Authorize', { idTag: 'A' }];

/** Sends something wrong in one of the four ways, and tells what became of it. */
const trials: Readonly<Record<string, (id: string) => Promise<Verdict>>> = {
  'CALL of the charge point': async (id) => {
    await chargePoint.send([2, id, 'Authorize', { idTag: 17 }]);
    await chargePoint.send(endOf(id));
    const { UniqueId } = await csms.nextEnvelope('ocpp/cp/CP1');
    if (UniqueId === `${id}-end`) {
      t.match(await chargePoint.nextJson(), [4, id, 'TypeConstraintViolation']);
      return 'checked';
    }
    await csms.nextEnvelope('ocpp/cp/CP1');
    return 'let through';
  },
  'CALLRESULT of the charge point': async (id) => {
    await csms.publish('ocpp/cs/CP1', call(id, 'ClearCache'));
    await chargePoint.next();
    await chargePoint.send([3, id, { status: 'Perhaps' }]);
    const { MessageTypeId, ErrorDetails } = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    if (MessageTypeId === 3) return 'let through';
    t.match(ErrorDetails, { Reason: 'invalid_answer' });
    return 'checked';
  },
  'CALL of the CSMS': async (id) => {
    await csms.publish('ocpp/cs/CP1', call(id, 'Reset', { type: 'Softly' }));
    await csms.publish('ocpp/cs/CP1', call(`${id}-end`, 'ClearCache'));
    const [, first] = (await chargePoint.nextJson()) as readonly unknown[];
    await chargePoint.send([3, first, { status: 'Accepted' }]);
    const { UniqueId } = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    if (first === `${id}-end`) {
      t.equal(UniqueId, id, 'the CSMS is told');
      await csms.nextEnvelope('ocpp/cp/CP1/Reply');
      return 'checked';
    }
    await chargePoint.next();
    await chargePoint.send([3, `${id}-end`, { status: 'Accepted' }]);
    await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    return 'let through';
  },
  'CALLRESULT of the CSMS': async (id) => {
    await chargePoint.send([2, id, 'Heartbeat', {}]);
    await csms.nextEnvelope('ocpp/cp/CP1');
    await csms.publish('ocpp/cs/CP1', result(id, { currentTime: 17 }));
    await csms.publish('ocpp/cs/CP1', result(id, { currentTime }));
    const [, , payload] = (await chargePoint.nextJson()) as readonly [number, string, { currentTime: unknown }];
    await csms.nextEnvelope('ocpp/cp/CP1/Reply');
    return payload.currentTime === 17 ? 'let through' : 'checked';
  },
};

const [upstream, downstream] = ['charge point', 'CSMS'];
const modes = { all: [upstream, downstream], upstream_only: [upstream], dnstream_only: [downstream], disable: [] };

for (const [mode, checked] of Object.entries(modes)) {
  t.test(
    `message_format_checking ${mode} checks CALL and CALLRESULT of ${checked.join(' and ') || 'nobody'}`,
    async (t) => {
      await changeSettings(t, running, { message_format_checking: mode });
      for (const [what, wrong] of Object.entries(trials)) {
        lastId += 1;
        const isChecked = checked.some((side) => what.endsWith(`of the ${side}`));
        t.equal(await wrong(`t${lastId}`), isChecked ? 'checked' : 'let through', what);
      }
    },
  );
}

/** A folder with one schema: a Heartbeat that has to tell its mood. */
function schemaFolder(prefix: string): string {
  const folder = join(running.folder, `schemas-${encodeURIComponent(prefix)}`);
  mkdirSync(folder);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${prefix}HeartbeatRequest`,
    type: 'object',
    required: ['mood'],
    properties: { mood: { type: 'string' } },
  };
  writeFileSync(join(folder, 'Heartbeat.json'), JSON.stringify(schema));
  return folder;
}

/** Whether a Heartbeat has to tell its mood. */
async function hasToTellItsMood(t: Test): Promise<boolean> {
  lastId += 1;
  const id = `m${lastId}`;
  await chargePoint.send([2, id, 'Heartbeat', {}]);
  await chargePoint.send(endOf(id));
  const { UniqueId } = await csms.nextEnvelope('ocpp/cp/CP1');
  if (UniqueId === `${id}-end`) {
    t.match(await chargePoint.nextJson(), [4, id, 'OccurenceConstraintViolation']);
    return true;
  }
  await csms.nextEnvelope('ocpp/cp/CP1');
  return false;
}

t.test("json_schema_dir lays the operator's schemas over ours", async (t) => {
  t.equal(await hasToTellItsMood(t), false);
  await changeSettings(t, running, { json_schema_dir: schemaFolder('urn:OCPP:1.6:2019:12:') });
  t.equal(await hasToTellItsMood(t), true);
  t.equal(await trials['CALL of the charge point']?.('own'), 'checked', 'where it has none, ours hold');
});

t.test('json_schema_id_prefix decides which of the documents counts', async (t) => {
  await changeSettings(t, running, { json_schema_dir: schemaFolder('urn:mine:') });
  t.equal(await hasToTellItsMood(t), false);
  await changeSettings(t, running, { json_schema_id_prefix: 'urn:mine:' });
  t.equal(await hasToTellItsMood(t), true);
  t.equal(
    await trials['CALL of the charge point']?.('prefix'),
    'checked',
    'an action without a document of its own has ours',
  );
});

t.test('a json_schema_dir that is no good is refused, and nothing changes', async (t) => {
  const folder = join(running.folder, 'broken-schemas');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.json'), '{"$id":"urn:OCPP:1.6:2019:12:HeartbeatRequest","type":"nonsense"}');
  writeFileSync(join(folder, 'b.json'), '{"$id":');
  for (const dir of [folder, join(running.folder, 'not-there')]) {
    const refused = await running.api('PUT /gateways/ocpp', { json_schema_dir: dir, mountpoint: 'other/' });
    t.match(refused, { status: 400, json: { code: 'BAD_REQUEST', message: /^json_schema_dir: / } });
  }
  t.match(objectOf(await running.api('GET /gateways/ocpp')), { json_schema_dir: '', mountpoint: 'ocpp/' });
  t.equal(await hasToTellItsMood(t), false);
});

t.test('dnstream.max_mqueue_len bounds the queue', async (t) => {
  await changeSettings(t, running, { dnstream: { max_mqueue_len: 1 } });
  for (const id of ['k0', 'k1', 'k2']) await csms.publish('ocpp/cs/CP1', call(id, 'ClearCache'));
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'k2', ErrorDetails: { Reason: 'queue_full' } });
  t.match(await clientOf(running, 'CP1'), { inflight_cnt: 1, mqueue_len: 1, mqueue_max: 1 });
  for (const id of ['k0', 'k1']) {
    t.match(await chargePoint.nextJson(), [2, id]);
    await chargePoint.send([3, id, { status: 'Accepted' }]);
    await csms.nextEnvelope('ocpp/cp/CP1/Reply');
  }
});

t.test('strict_call_order false sends CALLs that wait at once, and those that come', async (t) => {
  for (const id of ['o0', 'o1']) await csms.publish('ocpp/cs/CP1', call(id, 'ClearCache'));
  t.match(await chargePoint.nextJson(), [2, 'o0']);
  t.match(await clientOf(running, 'CP1'), { inflight_cnt: 1, inflight_max: 1, mqueue_len: 1 });
  await changeSettings(t, running, { strict_call_order: false });
  t.match(await chargePoint.nextJson(), [2, 'o1']);
  await csms.publish('ocpp/cs/CP1', call('o2', 'ClearCache'));
  t.match(await chargePoint.nextJson(), [2, 'o2']);
  t.match(await clientOf(running, 'CP1'), { inflight_cnt: 3, inflight_max: 0, mqueue_len: 0 });
  for (const id of ['o2', 'o0', 'o1']) {
    await chargePoint.send([3, id, { status: 'Accepted' }]);
    t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: id });
  }
});

t.test('boot_gate answers SecurityError until a BootNotification was accepted', async (t) => {
  await changeSettings(t, running, { boot_gate: true });
  const newcomer = await running.chargePoint('CP2');
  await newcomer.send([2, 'h1', 'Heartbeat', {}]);
  t.match(await newcomer.nextJson(), [4, 'h1', 'SecurityError']);
  await newcomer.send([2, 'boot', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP2'), { UniqueId: 'boot' });
  await csms.publish('ocpp/cs/CP2', result('boot', { currentTime, interval: 300, status: 'Accepted' }));
  t.match(await newcomer.nextJson(), [3, 'boot']);
  await newcomer.send([2, 'h2', 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP2'), { UniqueId: 'h2' });
  t.equal(await hasToTellItsMood(t), false, 'and the one that booted before is not held up');
});

t.test('offline_policy queue keeps CALLs until the charge point comes', async (t) => {
  await changeSettings(t, running, { offline_policy: 'queue' });
  for (const id of ['w1', 'w2']) await csms.publish('ocpp/cs/CP3', call(id, 'ClearCache'));
  const late = await running.chargePoint('CP3');
  for (const id of ['w1', 'w2']) {
    t.same(await late.nextJson(), [2, id, 'ClearCache', {}]);
    await late.send([3, id, { status: 'Accepted' }]);
    t.match(await csms.nextEnvelope('ocpp/cp/CP3/Reply'), { MessageTypeId: 3, UniqueId: id });
  }
  await csms.publish('ocpp/cs/CP4', call('w3', 'ClearCache'));
  await running.api('PUT /gateways/ocpp', { offline_policy: 'fail' });
  t.match(await csms.nextEnvelope('ocpp/cp/CP4/Reply'), { UniqueId: 'w3', ErrorDetails: { Reason: 'not_connected' } });
});

t.test('max_frame_size bounds the frames of connections made from then on', async (t) => {
  await changeSettings(t, running, { max_frame_size: '1KB' });
  const big = (id: string) => [2, id, 'DataTransfer', { vendorId: 'v', data: 'x'.repeat(2_000) }];
  await chargePoint.send(big('d1'));
  t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'd1' });
  const newcomer = await running.chargePoint('CP5');
  await newcomer.send(big('d2'));
  t.match(await within('the close', newcomer.closed), { code: 1009 });
});

t.test(
  'enable false closes and refuses charge points while the broker goes on; enable true lets them in',
  async (t) => {
    t.match((await running.api('GET /gateways')).json, [{ name: 'ocpp', status: 'running', current_connections: 3 }]);
    t.equal((await running.api('PUT /gateways/ocpp/enable/false')).status, 204);
    t.match(await within('the close', chargePoint.closed), { code: 1001 });
    t.equal((await running.refusedChargePoint('CP1')).status, 503);
    t.match((await running.api('GET /gateways')).json, [{ name: 'ocpp', status: 'stopped', started_at: null }]);
    await csms.subscribe('elsewhere');
    await csms.publish('elsewhere', 'the broker goes on');
    await csms.next('elsewhere');
    await t.rejects(csms.publish('ocpp/cp/CP1', 'posing'), { code: 0x87 }, 'and its topics are still its own');
    t.equal((await running.api('PUT /gateways/ocpp/enable/true')).status, 204);
    const again = await running.chargePoint('CP1');
    await again.send([2, 'h1', 'Heartbeat', {}]);
    await csms.inbox.next('the Heartbeat', ({ topic, text }) => topic === 'ocpp/cp/CP1' && text.includes('"h1"'));
  },
);
