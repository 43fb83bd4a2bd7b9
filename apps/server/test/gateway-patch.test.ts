import t from 'tap';
import { gatewayPatch } from '../src/gateway-patch.ts';
import { LiveSettings } from '../src/live-settings.ts';
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
    { call_timeout_overrides: null },
    { call_timeout_overrides: ['nonsense'] },
    { message_format_mode: { upstream: 'warn' } },
    { message_format_mode: { actions: 'nonsense' } },
    { message_format_mode: null },
    { charge_points: { CP1: { version: '2.1' } } },
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

const maps = {
  call_timeout_overrides: { Reset: '5s', GetLog: '2m' },
  message_format_mode: { actions: { Reset: 'off' } },
};

t.test('the other maps of actions are given whole as well', async (t) => {
  const { ocpp } = settingsOf({ gateway: { ocpp: maps } }).gateway;
  const body = { call_timeout_overrides: { Reset: '6s' }, message_format_mode: { actions: { GetLog: 'warn' } } };
  t.strictSame(gatewayPatch(body, ocpp), {
    call_timeout_overrides: { Reset: '6s', GetLog: null },
    message_format_mode: { actions: { GetLog: 'warn', Reset: null } },
  });
  t.strictSame(gatewayPatch({ call_timeout_overrides: {}, message_format_mode: { dnstream: 'off' } }, ocpp), {
    call_timeout_overrides: { Reset: null, GetLog: null },
    message_format_mode: { dnstream: 'off' },
  });
  const same = { ...maps, upstream: { topic_override_mapping: {} } };
  t.equal(gatewayPatch(same, ocpp), same, 'nothing to remove');
});

t.test('charge_points is merged entry by entry, and null takes an entry away', async (t) => {
  const repository = { save: async () => undefined };
  const before = { charge_points: { CP1: { ping_interval: '5s', version: '2.1' }, CP2: { idle_timeout: '90s' } } };
  const below = [{ source: 'file', document: { gateway: { ocpp: before } } }];
  const settings = new LiveSettings({ below, stored: {}, repository });
  const put = async (charge_points: object) => {
    await settings.update(({ gateway }) => ({ gateway: { ocpp: gatewayPatch({ charge_points }, gateway.ocpp) } }));
    return settings.current.gateway.ocpp.charge_points;
  };
  const asForAll = { ping_interval: '', default_heartbeat_interval: '', idle_timeout: '', message_format_mode: '' };
  t.strictSame(await put({ CP1: { ping_interval: '7s' }, 'CP 3': {} }), {
    CP1: { ...asForAll, version: '2.1', ping_interval: '7s' },
    CP2: { ...asForAll, version: '', idle_timeout: '90s' },
    'CP 3': { ...asForAll, version: '' },
  });
  t.strictSame(Object.keys(await put({ CP1: null, 'CP 3': null, 'never there': null })), ['CP2']);
  t.match((await put({ CP2: { idle_timeout: null } })).CP2, { idle_timeout: '' }, 'null is as for all');
});
