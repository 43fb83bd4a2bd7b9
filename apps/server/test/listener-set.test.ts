import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindAddress } from '@ocpp-broker/config';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import type { ListenerPlan } from '../src/listener-plan.ts';
import { type ListenerDoor, ListenerSet } from '../src/listener-set.ts';
import { StartError } from '../src/start-error.ts';
import { temporaryFolder } from './fixtures/running-server.ts';
import { Inbox } from './fixtures/running-wait.ts';
import { problemsOf } from './fixtures/settings.ts';

type Options = { readonly id: string; readonly port: number; readonly limit: number };

/** A room whose listeners are a map; ports and ids in `broken` cannot be opened. */
function room() {
  const open = new Map<string, Options>();
  const done: string[] = [];
  const broken = new Set<number>();
  const bind = (options: Options) => {
    const taken = [...open.values()].some(({ id, port }) => port === options.port && id !== options.id);
    if (!taken && !broken.has(options.port)) return;
    throw Object.assign(new Error('cannot'), { code: 'EADDRINUSE' });
  };
  const door: ListenerDoor<Options> = {
    listen: async (options) => {
      bind(options);
      done.push(`listen ${options.id} ${options.port}`);
      open.set(options.id, options);
      return { port: options.port };
    },
    change: async (id, options) => {
      bind(options);
      done.push(`change ${id} ${options.port} ${options.limit}`);
      open.set(id, options);
      return { port: options.port };
    },
    unlisten: async (id) => {
      done.push(`unlisten ${id}`);
      open.delete(id);
    },
    replaceCertificates: (id) => {
      done.push(`replace ${id}`);
    },
  };
  const set = new ListenerSet(door, pino({ level: 'silent' }));
  return { set, open, broken, done, take: () => done.splice(0) };
}

function plan(id: string, port: number, more: Partial<ListenerPlan<Options>> & { limit?: number } = {}) {
  const { limit = 1, ...rest } = more;
  return {
    id,
    path: `listeners.${id}`,
    address: bindAddress(`127.0.0.1:${port}`),
    wording: `${port} ${limit}`,
    isSecured: false,
    options: () => ({ id, port, limit }),
    urlAt: (at: number) => `x://127.0.0.1:${at}`,
    ...rest,
  };
}

const unreadable = (id: string, port: number): ListenerPlan<Options> =>
  plan(id, port, {
    wording: 'unreadable',
    options: () => {
      throw new StartError([{ path: `listeners.${id}.ssl_options.certfile`, message: 'cannot be read' }]);
    },
  });

t.test('at the start every listener is tried, and every problem told', async (t) => {
  const { set, broken } = room();
  broken.add(2);
  t.strictSame(await set.openAll([plan('a', 1), plan('b', 2), unreadable('c', 3), plan('d', 4)]), [
    { path: 'listeners.b.bind', message: '127.0.0.1:2: the port is in use by another program' },
    { path: 'listeners.c.ssl_options.certfile', message: 'cannot be read' },
  ]);
  t.strictSame(set.endpoints, [
    { path: 'listeners.a', url: 'x://127.0.0.1:1', port: 1 },
    { path: 'listeners.d', url: 'x://127.0.0.1:4', port: 4 },
  ]);
});

t.test('only what is different is opened, changed or closed, and what goes, goes last', async (t) => {
  const { set, take } = room();
  await set.openAll([plan('a', 1), plan('b', 2), plan('c', 3)]);
  take();
  await set.follow([plan('a', 1), plan('b', 2, { limit: 5 }), plan('d', 4)]);
  t.strictSame(take(), ['change b 2 5', 'listen d 4', 'unlisten c']);
  t.strictSame(
    set.endpoints.map(({ port }) => port),
    [1, 2, 4],
  );
  await set.follow([plan('a', 1), plan('b', 2, { limit: 5 }), plan('d', 4)]);
  t.strictSame(take(), []);
});

t.test('a port changes hands: whoever goes makes room for whoever comes', async (t) => {
  const { set, take } = room();
  await set.openAll([plan('a', 1)]);
  await set.follow([plan('b', 1)]);
  t.strictSame(take(), ['listen a 1', 'unlisten a', 'listen b 1']);
});

t.test('when one cannot be opened the change is refused with its path, and all is as it was', async (t) => {
  const { set, open, broken, take } = room();
  await set.openAll([plan('a', 1), plan('b', 2), plan('c', 3)]);
  const [before, endpoints] = [new Map(open), set.endpoints];
  broken.add(9);
  take();
  const next = [plan('b', 2, { limit: 7 }), plan('d', 1), plan('e', 5), plan('f', 9)];
  t.strictSame(await problemsOf(() => set.follow(next)), [
    'listeners.f.bind: 127.0.0.1:9: the port is in use by another program',
  ]);
  t.strictSame(open, before);
  t.strictSame(set.endpoints, endpoints);
  t.notOk(take().includes('unlisten c'), 'nobody was disconnected who was not in the way');
});

t.test('files that cannot be read are found before anything is touched', async (t) => {
  const { set, take } = room();
  await set.openAll([plan('a', 1)]);
  take();
  t.strictSame(await problemsOf(() => set.follow([plan('b', 2), unreadable('c', 3), unreadable('d', 4)])), [
    'listeners.c.ssl_options.certfile: cannot be read',
    'listeners.d.ssl_options.certfile: cannot be read',
  ]);
  t.strictSame(take(), []);
});

t.test('what a room has against certificates is told of ssl_options', async (t) => {
  const refusing = { ...doorOf(), listen: () => Promise.reject(new TypeError('the listener trusts nobody')) };
  const set = new ListenerSet(refusing, pino({ level: 'silent' }));
  t.strictSame(await set.openAll([plan('a', 1, { isSecured: true }), plan('b', 2)]), [
    { path: 'listeners.a.ssl_options', message: 'the listener trusts nobody' },
    { path: 'listeners.b.bind', message: '127.0.0.1:2: the listener trusts nobody' },
  ]);
});

t.test('a restart closes and opens; when that fails the listener stays away until it is started', async (t) => {
  const { set, take, broken } = room();
  await set.openAll([plan('a', 1), plan('b', 2)]);
  take();
  await set.restart('a');
  t.strictSame(take(), ['unlisten a', 'listen a 1']);
  broken.add(1);
  t.match(await problemsOf(() => set.restart('a')), [/^listeners\.a\.bind: /]);
  t.strictSame(
    set.endpoints.map(({ port }) => port),
    [2],
  );
  take();
  await set.follow([plan('a', 1), plan('b', 2, { limit: 3 })]);
  t.strictSame(take(), ['change b 2 3'], 'a change of others is not refused for its sake');
  broken.clear();
  await set.restart('a');
  t.strictSame(take(), ['unlisten a', 'listen a 1']);
  await t.rejects(set.restart('z'), TypeError);
});

t.test('changes are made one after the other', async (t) => {
  const { set, take } = room();
  await set.openAll([plan('a', 1)]);
  take();
  await Promise.all([set.follow([plan('a', 2)]), set.restart('a'), set.follow([plan('a', 3)])]);
  t.strictSame(take(), ['change a 2 1', 'unlisten a', 'listen a 2', 'change a 3 1']);
});

/** Listeners whose one file is replaced, and what became of it. */
async function watched(t: Test) {
  const file = join(temporaryFolder(t), 'cert.pem');
  writeFileSync(file, 'first');
  const outcomes = new Inbox<string>();
  const state = { isBad: false };
  const log = pino(
    { level: 'info' },
    { write: (line: string) => outcomes.put((JSON.parse(line) as { msg: string }).msg) },
  );
  const replaced: string[] = [];
  const door = { ...doorOf(), replaceCertificates: (id: string) => void replaced.push(id) };
  const set = new ListenerSet(door, log);
  t.teardown(() => set.stopWatching());
  const certificates = { files: [file], intervalMs: 2 };
  const options = () => {
    if (state.isBad) throw new StartError([{ path: 'listeners.a.ssl_options', message: 'no PEM' }]);
    return { id: 'a', port: 1, limit: 1 };
  };
  const secured = plan('a', 1, { isSecured: true, certificates, options });
  await set.openAll([secured]);
  const replace = () => {
    writeFileSync(`${file}.new`, 'next');
    renameSync(`${file}.new`, file);
  };
  return { set, secured, outcomes, state, replaced, replace };
}

function doorOf(): ListenerDoor<Options> {
  const opened = async ({ port }: Options) => ({ port });
  return {
    listen: opened,
    change: (_id, options) => opened(options),
    unlisten: async () => {},
    replaceCertificates: () => {},
  };
}

t.test('certificates that are replaced are in force, and bad ones change nothing', async (t) => {
  const { outcomes, state, replaced, replace } = await watched(t);
  replace();
  t.equal(await outcomes.next('the reload'), 'new certificates are in force');
  state.isBad = true;
  replace();
  t.equal(await outcomes.next('the refusal'), 'new certificates are no good; the old ones stay');
  t.strictSame(replaced, ['a']);
});

t.test('a listener that is closed, or whose settings say never, is not looked after any more', async (t) => {
  const never = await watched(t);
  const { certificates: _certificates, ...unwatched } = never.secured;
  await never.set.follow([{ ...unwatched, wording: 'never' }]);
  const closed = await watched(t);
  await closed.set.follow([]);
  const other = await watched(t);
  for (const { replace } of [never, closed, other]) replace();
  await other.outcomes.next('the reload of another');
  other.replace();
  await other.outcomes.next('another reload');
  t.strictSame([...never.outcomes.unread, ...closed.outcomes.unread], []);
});
