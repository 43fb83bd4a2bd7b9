import { type Settings, SettingsError } from '@ocpp-broker/config';
import { openStore } from '@ocpp-broker/store';
import t, { type Test } from 'tap';
import { LiveSettings, type SettingsPatch } from '../src/live-settings.ts';
import { problemsOf } from './fixtures/settings.ts';

const ocpp = (fields: SettingsPatch): SettingsPatch => ({ gateway: { ocpp: fields } });

async function open(t: Test, parts: { readonly below?: unknown; readonly save?: () => Promise<void> } = {}) {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  const repository = parts.save === undefined ? store.settings : { save: parts.save };
  const below = [{ source: 'file', document: parts.below ?? {} }];
  const settings = new LiveSettings({ below, stored: await store.settings.load(), repository });
  return { store, settings };
}

/** A room that remembers the settings that it was given. */
function room(follows: (path: string) => boolean, obey: (settings: Settings, times: number) => void = () => undefined) {
  const given: Settings[] = [];
  return {
    given,
    follower: {
      follows,
      reconfigure: async (settings: Settings) => {
        given.push(settings);
        await Promise.resolve();
        obey(settings, given.length);
      },
    },
  };
}

const everything = () => true;

t.test('a patch is in force and stored when the update resolves, the rest as it was', async (t) => {
  const { store, settings } = await open(t, { below: ocpp({ mountpoint: 'cars/', idle_timeout: '50s' }) });
  const changes = await settings.update(ocpp({ idle_timeout: '40s' }));
  t.match(changes, [{ path: 'gateway.ocpp.idle_timeout', before: '50s', after: '40s', apply: 'live' }]);
  t.equal(settings.current.gateway.ocpp.idle_timeout, '40s');
  t.equal(settings.current.gateway.ocpp.mountpoint, 'cars/');
  t.strictSame(await store.settings.load(), ocpp({ idle_timeout: '40s' }), 'what the file says is not copied');
});

t.test('what was stored lies over file and environment after a restart', async (t) => {
  const { store, settings } = await open(t, { below: ocpp({ idle_timeout: '50s' }) });
  await settings.update(ocpp({ idle_timeout: '40s' }));
  await settings.update(ocpp({ upstream: { topic_override_mapping: { Heartbeat: 'beat/${cid}' } } }));
  const stored = await store.settings.load();
  const below = [{ source: 'file', document: ocpp({ idle_timeout: '45s', call_timeout: '10s' }) }];
  const again = new LiveSettings({ below, stored, repository: store.settings }).current.gateway.ocpp;
  t.equal(again.idle_timeout, '40s');
  t.equal(again.call_timeout, '10s');
  t.strictSame(again.upstream.topic_override_mapping, { Heartbeat: 'beat/${cid}' });
});

t.test('only the rooms that a change concerns are reconfigured, with the whole new settings', async (t) => {
  const { settings } = await open(t);
  const gateway = room((path) => path.startsWith('gateway.ocpp.'));
  const broker = room((path) => path.startsWith('mqtt.'));
  settings.follow(gateway.follower);
  settings.follow(broker.follower);
  await settings.update(ocpp({ enable: false }));
  t.equal(gateway.given.length, 1);
  t.equal(gateway.given[0], settings.current);
  t.equal(broker.given.length, 0);
  await settings.update(ocpp({ enable: false }));
  t.equal(gateway.given.length, 1, 'what changes nothing reconfigures nobody');
});

t.test('a patch with three errors is refused with all three paths; nothing is applied, nothing stored', async (t) => {
  const { store, settings } = await open(t);
  const follower = room(everything);
  settings.follow(follower.follower);
  const before = settings.current;
  const patch = ocpp({
    enable: false,
    idle_timeout: '40',
    message_format_checking: 'sometimes',
    dnstream: { max_mqueue_len: -1 },
  });
  const problems = await problemsOf(() => settings.update(patch));
  t.equal(problems.length, 3);
  for (const path of ['idle_timeout', 'message_format_checking', 'dnstream.max_mqueue_len']) {
    const line = problems.find((problem) => problem.startsWith(`gateway.ocpp.${path}: `));
    t.match(line, 'must', path);
  }
  t.equal(settings.current, before);
  t.equal(follower.given.length, 0);
  t.strictSame(await store.settings.load(), {});
  const error = await settings.update(patch).catch((refusal: unknown) => refusal);
  t.match(error, { problems: [{ source: 'changed over the API' }] });
});

t.test('unknown keys are refused, those that every object has among them', async (t) => {
  const { store, settings } = await open(t);
  t.match(await problemsOf(() => settings.update(ocpp({ idle_timout: '40s' }))), [
    /^gateway\.ocpp\.idle_timout: unknown key; did you mean idle_timeout\?/,
  ]);
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const patch = JSON.parse(`{"gateway":{"ocpp":{"upstream":{"${key}":{"polluted":true}}}}}`) as SettingsPatch;
    t.match(await problemsOf(() => settings.update(patch)), [/unknown key/], key);
  }
  t.notOk('polluted' in {});
  t.strictSame(await store.settings.load(), {});
});

t.test('settings that make no sense together are refused', async (t) => {
  const { settings } = await open(t, { below: ocpp({ dnstream: { topic: 'down/${cid}' } }) });
  const problems = await problemsOf(() => settings.update(ocpp({ upstream: { topic: 'down/${cid}' } })));
  t.match(problems, [/^gateway\.ocpp\.(up|dn)stream\.topic: /]);
});

t.test(
  'when a room refuses, it and those before it get the old settings back, those behind it hear nothing',
  async (t) => {
    const { store, settings } = await open(t);
    const before = settings.current;
    const refusal = new Error('no');
    const first = room(everything);
    const second = room(everything, (_settings, times) => {
      if (times === 1) throw refusal;
    });
    const third = room(everything);
    for (const { follower } of [first, second, third]) settings.follow(follower);
    await t.rejects(settings.update(ocpp({ enable: false })), refusal);
    t.equal(first.given.length, 2);
    t.equal(first.given[1], before);
    t.equal(second.given[1], before);
    t.equal(third.given.length, 0);
    t.equal(settings.current, before);
    t.strictSame(await store.settings.load(), {});
  },
);

t.test('when the change cannot be stored, every room gets the old settings back', async (t) => {
  const failure = new Error('the disk is full');
  const { settings } = await open(t, { save: () => Promise.reject(failure) });
  const before = settings.current;
  const rooms = [room(everything), room(everything)];
  for (const { follower } of rooms) settings.follow(follower);
  await t.rejects(settings.update(ocpp({ enable: false })), failure);
  for (const { given } of rooms) t.equal(given.at(-1), before);
  t.equal(settings.current, before);
});

t.test('a room that does not take its old settings back keeps no other from doing so, and is told of', async (t) => {
  const { settings } = await open(t, { save: () => Promise.reject(new Error('full')) });
  const before = settings.current;
  const good = room(everything);
  const stubborn = room(everything, (_settings, times) => {
    if (times === 2) throw new Error('stubborn');
  });
  settings.follow(good.follower);
  settings.follow(stubborn.follower);
  await t.rejects(settings.update(ocpp({ enable: false })), { errors: [{ message: 'full' }, { message: 'stubborn' }] });
  t.equal(good.given.at(-1), before);
});

t.test('updates come one after the other, each upon the one before, and a refused one is left out', async (t) => {
  const { store, settings } = await open(t);
  let busy = 0;
  const slow = room(everything);
  settings.follow({
    follows: everything,
    reconfigure: async (next) => {
      t.equal(++busy, 1, 'never two at once');
      await new Promise((resolve) => setImmediate(resolve));
      await slow.follower.reconfigure(next);
      busy--;
    },
  });
  const done = await Promise.allSettled([
    settings.update(ocpp({ idle_timeout: '40s' })),
    settings.update(ocpp({ idle_timeout: 'never' })),
    settings.update(ocpp({ call_timeout: '20s' })),
  ]);
  t.strictSame(
    done.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  t.match(done[1], { reason: SettingsError });
  t.strictSame(
    slow.given.map(({ gateway }) => [gateway.ocpp.idle_timeout, gateway.ocpp.call_timeout]),
    [
      ['40s', '30s'],
      ['40s', '20s'],
    ],
  );
  t.strictSame(await store.settings.load(), ocpp({ idle_timeout: '40s', call_timeout: '20s' }));
});

t.test('a patch made of the settings sees the updates before it', async (t) => {
  const { settings } = await open(t);
  const raise = ({ gateway }: Settings) => ocpp({ heartbeat_checking_times_backoff: backoff(gateway) + 1 });
  const backoff = ({ ocpp: { heartbeat_checking_times_backoff: now } }: Settings['gateway']) => now;
  const from = backoff(settings.current.gateway);
  await Promise.all([settings.update(raise), settings.update(raise), settings.update(raise)]);
  t.equal(backoff(settings.current.gateway), from + 3);
});

t.test('null brings a setting back to its default', async (t) => {
  const { settings } = await open(t, { below: ocpp({ idle_timeout: '50s' }) });
  await settings.update(ocpp({ call_timeout: '20s' }));
  await settings.update(ocpp({ call_timeout: null, idle_timeout: null }));
  t.equal(settings.current.gateway.ocpp.call_timeout, '30s');
  t.equal(settings.current.gateway.ocpp.idle_timeout, '30s');
});

t.test('a removal is stored as long as there is something below to remove, and no longer', async (t) => {
  const below = ocpp({ charge_points: { CP1: { ping_interval: '5s' } } });
  const { store, settings } = await open(t, { below });
  const points = (charge_points: SettingsPatch) => settings.update(ocpp({ charge_points }));
  await points({ CP2: { version: '2.1' }, CP9: null });
  await points({ CP1: null, CP2: null, CP3: null });
  t.strictSame(settings.current.gateway.ocpp.charge_points, {});
  t.strictSame(await store.settings.load(), ocpp({ charge_points: { CP1: null } }));
  const listeners = { ws: { default: null } };
  await settings.update(ocpp({ listeners, call_timeout: null }));
  t.match(await store.settings.load(), ocpp({ listeners, call_timeout: null }), 'the defaults are below as well');
  t.match(await problemsOf(() => settings.update(ocpp({ frobnicate: null }))), [/frobnicate: unknown key/]);
});

t.test(
  'a stored document that is no longer valid keeps the server from starting, and says where it comes from',
  async (t) => {
    const { store } = await open(t);
    const stored = { log: { level: 'chatty' } };
    const start = () => new LiveSettings({ below: [], stored, repository: store.settings });
    t.throws(start, { message: /log\.level: .*\(changed over the API\)/ });
  },
);

t.test(
  'a whole document takes the place of what was stored, or is laid over it, and can be checked before',
  async (t) => {
    const { store, settings } = await open(t, { below: ocpp({ idle_timeout: '50s' }) });
    await settings.update(ocpp({ idle_timeout: '40s' }));
    t.strictSame(settings.stored, ocpp({ idle_timeout: '40s' }));
    const document = ocpp({ call_timeout: '9s' });
    const bad = ocpp({ ping_interval: '45s' });
    t.match(await problemsOf(() => settings.check(bad, 'merge')), [/^gateway\.ocpp\.idle_timeout/]);
    t.strictSame(await problemsOf(() => settings.check(bad, 'replace')), []);
    t.equal(settings.current.gateway.ocpp.ping_interval, '20s', 'a check changes nothing');
    await settings.put(document, 'merge');
    t.strictSame(await store.settings.load(), ocpp({ idle_timeout: '40s', call_timeout: '9s' }));
    const changes = await settings.put(document, 'replace');
    t.match(changes, [{ path: 'gateway.ocpp.idle_timeout', before: '40s', after: '50s' }]);
    t.strictSame(await store.settings.load(), document);
    t.strictSame(settings.stored, document);
  },
);
