import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// The structure of the house, held as tests: see docs/architecture.md.

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const prefix = '@ocpp-broker/';

/** Which room may list which; tests may use more. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'packages/ocpp': [],
  'packages/mqtt': [],
  'packages/net': [],
  'packages/config': [],
  'packages/access': ['mqtt', 'net'],
  'packages/gateway': ['net', 'ocpp'],
  'packages/broker': ['mqtt', 'net'],
  'packages/persistence': ['mqtt'],
  'packages/store': [],
  'packages/webhooks': [],
  'packages/admin-api': ['config'],
  'packages/api-client': [],
  'packages/simulator': ['ocpp'],
  'apps/cli': ['api-client', 'config', 'store'],
  'apps/console': ['api-client'],
  'apps/server': [
    'access',
    'admin-api',
    'broker',
    'config',
    'gateway',
    'mqtt',
    'net',
    'ocpp',
    'persistence',
    'simulator',
    'store',
    'webhooks',
  ],
  bench: ['simulator'],
};

const testArrows: Readonly<Record<string, readonly string[]>> = {
  'packages/gateway': ['simulator'],
  'packages/broker': ['persistence'],
  // Its types are made from the document of the one, its commands are tried out on the other.
  'packages/api-client': ['admin-api'],
  'apps/cli': ['admin-api'],
};

/** What a room may import from outside; `node:` alone stands for every built-in module. */
const outside: Readonly<Record<string, readonly string[]>> = {
  // Of `node:zlib` the checksum alone, which is no I/O.
  'packages/ocpp': ['ajv', 'ajv-formats', 'node:zlib'],
  'packages/mqtt': [],
  'packages/net': ['node:crypto', 'node:net', 'node:stream', 'node:tls'],
  'packages/config': ['ajv', 'ajv-formats'],
  'packages/access': ['jose', 'node:buffer', 'node:crypto', 'node:http', 'node:net'],
  'packages/gateway': ['ws', 'node:crypto', 'node:http', 'node:https', 'node:net', 'node:stream', 'node:tls'],
  'packages/broker': ['aedes', 'websocket-stream', 'ws', 'node:'],
  'packages/persistence': ['better-sqlite3', 'qlobber', 'qlobber/', 'node:'],
  'packages/store': ['better-sqlite3', 'node:'],
  'packages/webhooks': ['better-sqlite3', 'node:'],
  'packages/admin-api': ['fastify', '@fastify/', 'node:'],
  'packages/api-client': [],
  'apps/cli': ['better-sqlite3', 'yaml', 'node:'],
  'packages/simulator': ['ws', 'node:'],
};

const pure = ['packages/ocpp', 'packages/mqtt', 'packages/config'];

type Source = { readonly file: string; readonly room: string; readonly text: string; readonly isTest: boolean };

const rooms = Object.keys(arrows);
const sources = rooms.flatMap((room) =>
  ['src', 'test'].flatMap((folder) =>
    filesBelow(join(root, room, folder))
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => ({
        file: relative(root, file),
        room,
        text: readFileSync(file, 'utf8'),
        isTest: folder === 'test',
      })),
  ),
);

t.test('the house has the rooms that the plan has, each with its source', async (t) => {
  for (const room of rooms)
    t.ok(
      sources.some((source) => source.room === room && !source.isTest),
      room,
    );
  const found = ['packages', 'apps'].flatMap((wing) => readdirSync(join(root, wing)).map((name) => `${wing}/${name}`));
  t.same([...found, 'bench'].sort(), [...rooms].sort());
});

t.test("a room's package.json lists the rooms that its arrows point to, and no others", async (t) => {
  for (const room of rooms) {
    const manifest = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')) as {
      readonly dependencies?: Record<string, string>;
      readonly devDependencies?: Record<string, string>;
    };
    t.same(roomsIn(manifest.dependencies).sort(), [...(arrows[room] ?? [])].sort(), room);
    t.same(roomsIn(manifest.devDependencies), testArrows[room] ?? [], `${room} in tests`);
  }
});

t.test('a file imports only what its room may', async (t) => {
  for (const source of sources) {
    const allowedRooms = [...(arrows[source.room] ?? []), ...(source.isTest ? (testArrows[source.room] ?? []) : [])];
    for (const name of importsOf(source.text)) {
      if (name.startsWith('.')) t.notOk(leavesRoom(source, name), `${source.file} imports ${name}`);
      else if (name.startsWith(prefix)) {
        const target = name.slice(prefix.length);
        t.ok(allowedRooms.includes(target), `${source.file} imports ${name}: through the index, along an arrow`);
      } else if (!source.isTest) t.ok(isAllowed(source.room, name), `${source.file} imports ${name}`);
    }
  }
});

t.test('the pure rooms read no clock, no environment and no console', async (t) => {
  for (const source of sources.filter(({ room, isTest }) => pure.includes(room) && !isTest)) {
    const used = withoutComments(source.text).match(
      /\bDate\.now|new Date\b|\bsetTimeout|\bsetInterval|\bsetImmediate|\bprocess\.|\bconsole\.|\bMath\.random/g,
    );
    t.equal(used, null, source.file);
  }
});

t.test('only the entry points touch process.env and process.exit', async (t) => {
  for (const source of sources.filter(({ isTest, file }) => !isTest && !/(^|-)main\.ts$/.test(basename(file)))) {
    t.notMatch(withoutComments(source.text), /\bprocess\.(env|exit)\b/, source.file);
  }
});

t.test('no file is longer than 400 lines', async (t) => {
  for (const { file, text } of sources) t.ok(text.split('\n').length <= 401, file);
});

t.test('no default export, no enum, no unexplained any', async (t) => {
  for (const { file, text } of sources) {
    const code = withoutComments(text);
    t.notMatch(code, /^export default /m, file);
    t.notMatch(code, /^\s*(export )?(declare )?(const )?enum /m, file);
    for (const [index, line] of text.split('\n').entries()) {
      if (!/(:|<|as)\s*any\b(?!\w)/.test(withoutComments(line).replace(/(['"`]).*?\1/g, ''))) continue;
      t.match(text.split('\n')[index - 1] ?? '', /biome-ignore .*: \w/, `${file}:${index + 1}`);
    }
  }
});

t.test('every source file of more than 30 lines has its test', async (t) => {
  const tests = new Set(sources.filter(({ isTest }) => isTest).map(({ file }) => file));
  for (const { file, text, room } of sources.filter(({ isTest }) => !isTest)) {
    const name = basename(file);
    // Lists of names and types hold nothing that could fail; an entry point and a page of the console (.tsx) are tested by running them.
    if (
      text.split('\n').length <= 31 ||
      name === 'index.ts' ||
      /(^|-)main\.ts$|\.tsx$/.test(name) ||
      holdsTypesOnly(text)
    )
      continue;
    const inFolder = dirname(file).slice(`${room}/src`.length);
    const wanted = join(room, 'test', inFolder, name.replace(/\.tsx?$/, '.test.ts'));
    t.ok(tests.has(wanted), `${file} has ${wanted}`);
  }
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function roomsIn(dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(
    /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gms,
  );
  return [...statements].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

function leavesRoom({ file, room }: Source, name: string): boolean {
  return !join(dirname(file), name).startsWith(`${room}/`);
}

function isAllowed(room: string, name: string): boolean {
  return (outside[room] ?? [name]).some((allowed) =>
    allowed.endsWith(':') || allowed.endsWith('/') ? name.startsWith(allowed) : name === allowed,
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function holdsTypesOnly(text: string): boolean {
  const statements = withoutComments(text).match(/^(export )?(async )?(function|class|const|let)\b/gm);
  return statements === null;
}
