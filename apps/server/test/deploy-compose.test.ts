import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindAddress, defaultSettings, parseSettings, settingsFromEnvironment } from '@ocpp-broker/config';
import t from 'tap';
import { parse } from 'yaml';

// What stands in two files of deploy/ is the same in both: no Docker engine, Prometheus or Grafana runs in the tests.

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (name: string) => parse(readFileSync(join(root, name), 'utf8')) as unknown;

type Service = {
  readonly image: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, { readonly aliases?: readonly string[] } | null>> | readonly string[];
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<
    Record<
      string,
      { readonly internal: boolean; readonly ipam: { readonly config: readonly [{ readonly subnet: string }] } }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const { services, networks, volumes } = read('deploy/docker-compose.monitoring.yml') as Compose;
const service = (name: string): Service => {
  const found = services[name];
  if (found === undefined) throw new Error(`there is no service ${name}`);
  return found;
};
/** A text of a compose file in which no variable is set. */
const unset = (text: string) => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');

t.test('Prometheus scrapes the broker where it is, by a name of the network that needs no key', async (t) => {
  const prometheus = read('deploy/prometheus/prometheus.yml') as {
    readonly rule_files: readonly string[];
    readonly scrape_configs: readonly {
      readonly job_name: string;
      readonly metrics_path: string;
      readonly static_configs: readonly { readonly targets: readonly string[] }[];
    }[];
  };
  const [scrape, ...others] = prometheus.scrape_configs;
  t.same(others, []);
  t.equal(scrape?.job_name, 'ocpp-broker');
  t.equal(scrape?.metrics_path, '/api/v5/prometheus/stats');
  const broker = service('ocpp-broker');
  const { aliases } =
    (broker.networks as Readonly<Record<string, { readonly aliases: readonly string[] }>>).monitoring ?? {};
  const { port } = bindAddress(defaultSettings().api.bind);
  t.same(scrape?.static_configs, [{ targets: [`${aliases?.[0]}:${port}`] }]);
  t.ok(Object.hasOwn(broker.networks, 'default'), 'it stays where it was');
  t.same(service('prometheus').networks, ['default', 'monitoring']);
  for (const file of prometheus.rule_files) t.ok(existsSync(join(root, 'deploy/prometheus', file)), file);
});

t.test('only the network of Prometheus is let in without a key, and nobody else can be on it', async (t) => {
  const environment = Object.entries(service('ocpp-broker').environment).map(([name, text]) => [name, unset(text)]);
  const layer = { source: 'compose', ...settingsFromEnvironment(Object.fromEntries(environment)) };
  const subnet = unset(networks.monitoring?.ipam.config[0].subnet ?? '');
  t.same(parseSettings([layer]).api.prometheus_networks, [subnet]);
  t.equal(networks.monitoring?.internal, true);
  for (const [name, { networks: used = [] }] of Object.entries(services)) {
    t.equal((Array.isArray(used) ? used : Object.keys(used)).includes('monitoring'), name !== 'grafana', name);
  }
});

t.test(
  'everything that is mounted is there, images are of one version, and ports are for this machine only',
  async (t) => {
    for (const name of ['prometheus', 'grafana']) {
      const { image, ports, volumes: mounted } = service(name);
      t.match(image, /:v?\d+\.\d+\.\d+$/, name);
      for (const port of ports) t.match(port, /^127\.0\.0\.1:/, name);
      for (const mount of mounted) {
        const [from = ''] = mount.split(':');
        t.ok(from.startsWith('./') ? existsSync(join(root, from)) : Object.hasOwn(volumes, from), mount);
      }
    }
  },
);

t.test('Grafana finds Prometheus and the dashboard', async (t) => {
  const sources = read('deploy/grafana/provisioning/datasources/prometheus.yml') as {
    readonly datasources: readonly { readonly type: string; readonly url: string; readonly isDefault: boolean }[];
  };
  t.match(sources.datasources, [{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
  const dashboards = read('deploy/grafana/provisioning/dashboards/ocpp-broker.yml') as {
    readonly providers: readonly { readonly options: { readonly path: string } }[];
  };
  const paths = service('grafana').volumes.map((mount) => mount.split(':')[1]);
  for (const { options } of dashboards.providers) t.ok(paths.includes(options.path), options.path);
  t.ok(paths.includes('/etc/grafana/provisioning'));
});
