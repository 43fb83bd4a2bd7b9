import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindAddress, defaultSettings } from '@ocpp-broker/config';
import { validate } from 'dockerfile-utils';
import t from 'tap';
import { parse } from 'yaml';

// No Docker engine runs in the tests: the files are held to a linter and to the settings that they repeat, and what goes into the image
// is laid out and run without one.

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const dockerfile = read('Dockerfile');

const scope = '@ocpp-broker/';
const apps = ['server', 'cli'];
const { version } = JSON.parse(read('package.json')) as { readonly version: string };

type Manifest = { readonly dependencies?: Readonly<Record<string, string>> };

type Compose = {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly build: string;
        readonly ports: readonly string[];
        readonly volumes: readonly string[];
        readonly environment: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const defaults = defaultSettings();
const ports = [
  defaults.mqtt.listeners.tcp.default?.bind,
  defaults.mqtt.listeners.ws.default?.bind,
  defaults.gateway.ocpp.listeners.ws.default?.bind,
  defaults.api.bind,
].map((bind) => bindAddress(bind ?? '').port);

t.test('the linter finds nothing in the Dockerfile', async (t) => {
  t.same(validate(dockerfile), []);
});

t.test('the image is made in stages, on the slim Node 24, runs as node, and checks its health', async (t) => {
  const froms = dockerfile.match(/^FROM .+$/gm) ?? [];
  t.ok(froms.length > 1);
  t.equal(froms.at(-1), 'FROM node:24-slim');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  t.match(last, /^USER node$/m);
  t.match(last, /^VOLUME \/data$/m);
  t.match(last, /^HEALTHCHECK /m);
  t.match(last, new RegExp(`fetch\\('http://127.0.0.1:${bindAddress(defaults.api.bind).port}/readyz'\\)`));
  t.match(last, new RegExp(`^EXPOSE ${ports.join(' ')}$`, 'm'));
});

t.test('the last stage is what deploy/image.mjs lays out, and the command line is in its path', async (t) => {
  const [build = '', last = ''] = dockerfile.split(/^(?=FROM )/m).slice(1);
  t.match(build, /^ && node deploy\/image\.mjs \/image$/m);
  for (const app of apps) t.match(build, `--filter '@ocpp-broker/${app}...'`);
  t.same(last.match(/^COPY .+$/gm), ['COPY --from=build /image ./']);
  t.match(last, /^WORKDIR \/app$/m);
  t.match(last, 'ln -s /app/apps/cli/dist/src/main.js /usr/local/bin/ocpp-broker');
  t.match(last, /CMD \["node", .*"apps\/server\/dist\/src\/main\.js"\]/);
});

t.test('every room that the server and the command line need is laid out, and they run there', async (t) => {
  const image = join(t.testdir({}), 'image');
  execFileSync(process.execPath, [join(root, 'deploy/image.mjs'), image]);
  const rooms = new Set(apps.map((app) => `apps/${app}`));
  for (const room of rooms) {
    const { dependencies = {} } = JSON.parse(read(`${room}/package.json`)) as Manifest;
    for (const name of Object.keys(dependencies))
      if (name.startsWith(scope)) rooms.add(`packages/${name.slice(scope.length)}`);
    t.ok(statSync(join(image, room, 'dist/src')).isDirectory(), room);
    installLike(image, room, Object.keys(dependencies));
  }
  t.ok(rooms.size > 10);
  const files = readdirSync(image, { recursive: true, encoding: 'utf8' });
  t.same(
    files.filter((file) => !file.includes('node_modules') && /(^|\/)test\/|\.(ts|tsx|map)$/.test(file)),
    [],
    'nothing but what runs',
  );
  t.ok(
    files.includes('schemas/ocpp1.6/BootNotificationRequest.json') &&
      files.includes('apps/console/dist/public/index.html'),
  );
  for (const app of apps) {
    const main = join(image, 'apps', app, 'dist/src/main.js');
    t.equal(execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' }), `${version}\n`, app);
  }
  t.ok((statSync(join(image, 'apps/cli/dist/src/main.js')).mode & 0o111) !== 0, 'the command may be run');
  t.throws(
    () => execFileSync(process.execPath, [join(root, 'deploy/image.mjs'), image], { stdio: 'pipe' }),
    'over another',
  );
});

/** What `pnpm install --prod` does: rooms are those of the image, other packages those that are installed here. */
function installLike(image: string, room: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(image, room, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    const isRoom = name.startsWith(scope);
    symlinkSync(
      isRoom ? join(image, 'packages', name.slice(scope.length)) : join(root, room, 'node_modules', name),
      link,
    );
  }
}

t.test('docker compose publishes every port and keeps the data in a volume', async (t) => {
  const compose = parse(read('docker-compose.yml')) as Compose;
  const service = compose.services['ocpp-broker'];
  t.equal(service?.build, '.');
  t.same(
    service?.ports,
    ports.map((port) => `${port}:${port}`),
  );
  const [volume = ''] = service?.volumes ?? [];
  t.ok(Object.hasOwn(compose.volumes, volume.split(':')[0] ?? ''));
  t.equal(volume.split(':')[1], '/data');
  t.match(dockerfile, /OCPP_BROKER_DATA_DIR=\/data/);
});
