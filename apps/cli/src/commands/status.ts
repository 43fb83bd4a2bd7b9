import { ApiError } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { report } from '../report.ts';
import { clientOf, serverOf, shownUrl } from '../server.ts';
import { printable } from '../table.ts';

/** `ocpp-broker status`. */
export const statusCommand: Command = {
  name: 'status',
  summary: 'Tell whether the server runs, and what is connected',
  isRemote: true,
  notes: [
    'Without credentials, only whether it runs. Exit codes: 0 it runs, 1 it starts or stops, 9 no answer. With --json: {"url", "running",',
    '"problems", "node", "version", "nodes", "gateways"}, the last two as the API tells them, or null without credentials.',
  ],
  run: async (given, surroundings) => {
    const server = await serverOf(given, surroundings);
    const api = clientOf(server);
    const [status, problems] = await Promise.all([
      evenWhenDown(api.get('/api/v5/status', { query: { format: 'json' } })),
      evenWhenDown(api.get('/api/v5/readyz')).then(problemsOf),
    ]);
    const running = status.broker_status === 'started' && status.app_status === 'running';
    const [nodes, gateways] =
      server.credentials === undefined
        ? [null, null]
        : await Promise.all([api.get('/api/v5/nodes'), api.get('/api/v5/gateways')]);
    const url = shownUrl(server.url);
    const { node_name: node = null, rel_vsn: version = null } = status;
    const lines: readonly (readonly [string, unknown])[] = [
      ['server', url],
      ['state', running ? 'running' : 'not running'],
      ...problems.map((problem) => ['problem', problem] as const),
      ['node', node],
      ['version', version],
      ...(nodes ?? []).flatMap(
        ({ uptime, live_connections }) =>
          [
            ['up for', durationText(uptime)],
            ['connections', live_connections],
          ] as const,
      ),
      ...(gateways ?? []).map(
        ({ name, status, current_connections }) => [name, `${status}, ${current_connections ?? 0} connected`] as const,
      ),
    ];
    await report(given, surroundings, {
      json: { url, running, problems, node, version, nodes, gateways },
      text: lines.map(([name, value]) => `${name.padEnd(12)} ${printable(String(value))}\n`).join(''),
    });
    return running ? exitCode.ok : exitCode.failed;
  },
};

type Fields = Readonly<Record<string, unknown>>;

/** `/status` and `/readyz` say with a 503 that the server is there, and that it does not serve. */
async function evenWhenDown(asked: Promise<unknown>): Promise<Fields> {
  try {
    return fieldsOf(await asked);
  } catch (error) {
    if (error instanceof ApiError && error.status === 503) return fieldsOf(error.body);
    throw error;
  }
}

function problemsOf({ problems }: Fields): readonly string[] {
  return Array.isArray(problems) ? problems.map(String) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** The two largest units: `3 d 4 h`. */
function durationText(ms: number): string {
  let left = ms;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return [unit, count] as const;
  });
  const first = Math.max(
    0,
    parts.findIndex(([, count]) => count > 0),
  );
  return (ms < 1_000 ? parts.slice(-1) : parts.slice(first, first + 2))
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ');
}
