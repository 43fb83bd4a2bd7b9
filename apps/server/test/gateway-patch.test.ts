import t from 'tap';
import { gatewayPatch } from '../src/gateway-patch.ts';
import { settingsOf } from './fixtures/settings.ts';

const mapped = { BootNotification: 'boot/${cid}', Heartbeat: 'beat/${cid}' };
const current = settingsOf({ gateway: { ocpp: { upstream: { topic_override_mapping: mapped } } } }).gateway.ocpp;

t.test('a given mapping takes the place of the old one: actions that it does not name are removed', async (t) => {
  const body = { upstream: { topic_override_mapping: { Heartbeat: 'b/${cid}', MeterValues: 'm/${cid}' } } };
  const patch = gatewayPatch(body, current);
  t.strictSame(patch, {
    upstream: {
      topic_override_mapping: { Heartbeat: 'b/${cid}', MeterValues: 'm/${cid}', BootNotification: null },
    },
  });
  t.strictSame(
    body.upstream.topic_override_mapping,
    { Heartbeat: 'b/${cid}', MeterValues: 'm/${cid}' },
    'left as it was',
  );
});

t.test('an empty mapping removes every action', async (t) => {
  t.strictSame(gatewayPatch({ upstream: { topic_override_mapping: {} } }, current), {
    upstream: { topic_override_mapping: { BootNotification: null, Heartbeat: null } },
  });
});

t.test('what the settings make of such a patch is the given mapping', async (t) => {
  const patch = gatewayPatch({ upstream: { topic_override_mapping: { MeterValues: 'm/${cid}' } } }, current);
  t.strictSame(settingsOf({ gateway: { ocpp: patch } }).gateway.ocpp.upstream.topic_override_mapping, {
    MeterValues: 'm/${cid}',
  });
});

t.test('without a mapping a body is the patch, its other fields untouched', async (t) => {
  for (const body of [
    {},
    { idle_timeout: '40s' },
    { upstream: { topic: 'x/${cid}' } },
    { upstream: null },
    { upstream: 'nonsense' },
    { upstream: { topic_override_mapping: null } },
    { upstream: { topic_override_mapping: ['nonsense'] } },
  ]) {
    t.equal(gatewayPatch(body, current), body);
  }
  const patch = gatewayPatch(
    { enable: false, upstream: { topic: 'x/${cid}', topic_override_mapping: mapped } },
    current,
  );
  t.strictSame(patch, { enable: false, upstream: { topic: 'x/${cid}', topic_override_mapping: mapped } });
});
