import type { Schemas } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { gather } from '../gather.ts';
import { remark, report } from '../report.ts';
import { apiOf } from '../server.ts';
import { type Column, table } from '../table.ts';

const LIMIT = 100;
const LIMIT_MAX = 1_000_000;
const PAGE = 1_000;

/** `ocpp-broker audit`. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'List who changed what over the API, the newest first',
  isRemote: true,
  options: {
    actor: { value: '<name>', about: 'only by this user or API key' },
    action: { value: '<text>', about: 'only what was done has this in it: kick' },
    target: { value: '<text>', about: 'only what it was done to has this in it' },
    from: { value: '<address>', about: 'only from this address' },
    since: { value: '<time>', about: 'only then or later: RFC 3339, or milliseconds since 1970' },
    until: { value: '<time>', about: 'only then or earlier' },
    limit: { value: '<n>', about: `at most so many (${LIMIT})` },
  },
  notes: ['With --json: the entries as the API tells them, with what was before and after.'],
  run: async (given, surroundings) => {
    const api = await apiOf(given, surroundings);
    const limit = given.amount('limit', LIMIT_MAX) ?? LIMIT;
    const filters = {
      actor: given.text('actor'),
      like_action: given.text('action'),
      like_target: given.text('target'),
      ip_address: given.text('from'),
      gte_created_at: given.text('since'),
      lte_created_at: given.text('until'),
    };
    const said = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
    // One more than is shown tells whether there are more.
    const query = { ...said, limit: Math.min(PAGE, limit + 1) };
    const { found, isCut } = await gather(api.each('/api/v5/audit', { query }), limit);
    await report(given, surroundings, { json: found, text: table(found, columns) || 'no entries\n' });
    if (isCut) await remark(surroundings, `there are more than ${limit}: --limit shows more`);
    return exitCode.ok;
  },
};

const columns: readonly Column<Schemas['AuditEntry']>[] = [
  ['TIME', ({ created_at }) => created_at],
  ['WHO', ({ actor, actor_type }) => (actor_type === 'api_key' ? `${actor} (key)` : actor)],
  ['FROM', ({ ip_address }) => ip_address],
  ['WHAT', ({ action }) => action],
  ['TO', ({ target }) => target],
];
