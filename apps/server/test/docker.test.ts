import { readFileSync } from 'node:fs';
import { bindAddress, defaultSettings } from '@ocpp-broker/config';
import { validate } from 'dockerfile-utils';
import t from 'tap';
import { parse } from 'yaml';

// No Docker engine runs in the tests: the files are held to a linter and to the settings that they repeat.

const read = (name: string) => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');
const dockerfile = read('Dockerfile');

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
  t.match(last, new RegExp(`fetch\\('http://127.0.0.1:${bindAddress(defaults.api.bind).port}/status'\\)`));
  t.match(last, new RegExp(`^EXPOSE ${ports.join(' ')}$`, 'm'));
});

t.test('the Dockerfile copies the manifest of every room', async (t) => {
  const { packages } = parse(read('pnpm-workspace.yaml')) as { readonly packages: readonly string[] };
  t.same(packages, ['packages/*', 'apps/*', 'bench']);
  const rooms = (JSON.parse(read('tsconfig.json')) as { readonly references: readonly { readonly path: string }[] })
    .references;
  for (const { path } of rooms) t.match(dockerfile, new RegExp(`^COPY ${path}/package.json ${path}/$`, 'm'), path);
});

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
