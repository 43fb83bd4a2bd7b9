// Takes a document of GET /data/export in. Everything in it is looked at before anything is changed; what fails all the same, a port in use
// or a full disk, undoes what was done before. Users come last, since they go in by one transaction that cannot be undone.
import { secretMask, withSecretsKept } from '@ocpp-broker/config';
import type { Ban, TopicRuleList } from './access-ports.ts';
import { banProblem, topicProblem } from './backup-check.ts';
import {
  type BackupDocument,
  backedUpBansOf,
  backedUpKeyOf,
  backedUpRulesOf,
  backedUpUserOf,
} from './backup-document.ts';
import { rulePages } from './backup-export.ts';
import type { BackedUpUsers, RestoredUsers, RestoreMode } from './data-ports.ts';
import { ApiError, changingSettings } from './errors.ts';
import type { AdminApiPorts, ApiKey, SettingsDocument } from './ports.ts';

type Ports = Pick<AdminApiPorts, 'apiKeys' | 'bans' | 'clock' | 'storedSettings' | 'topicRules' | 'userBackup'>;

/** What a restoration did, or would do; a part that the document lacks is left out. */
export type Restored = {
  readonly settings: boolean;
  /** Paths of the settings whose secret is masked in the document, and not known here: they are as if they were not in it. */
  readonly missing_secrets?: readonly string[];
  readonly topic_rules?: RestoredUsers;
  readonly bans?: RestoredUsers;
  readonly api_keys?: { readonly changed: number; readonly unknown: number };
  readonly users?: Awaited<ReturnType<AdminApiPorts['userBackup']['restore']>>;
};

type SettingsPlan = { readonly document: SettingsDocument; readonly missingSecrets: readonly string[] };

/** What is to be done, looked at. */
type Plan = {
  readonly mode: RestoreMode;
  readonly settings?: SettingsPlan;
  readonly rules?: { readonly given: readonly TopicRuleList[]; readonly present: readonly TopicRuleList[] };
  readonly bans?: { readonly given: readonly Ban[]; readonly present: readonly Ban[] };
  readonly keys?: {
    readonly changes: readonly { readonly before: ApiKey; readonly change: Partial<ApiKey> }[];
    readonly unknown: number;
  };
  readonly users?: BackedUpUsers;
};

/** Looks at the whole document and, unless `dryRun`, carries it out. Throws 400 when something in it cannot be. */
export async function restoreBackup(
  ports: Ports,
  document: BackupDocument,
  { mode, dryRun }: { readonly mode: RestoreMode; readonly dryRun: boolean },
): Promise<Restored> {
  const plan = await planOf(ports, document, mode);
  const users =
    plan.users === undefined ? undefined : await ports.userBackup.restore(plan.users, { mode, dryRun: true });
  if (!dryRun) await carryOut(ports, plan);
  return {
    settings: plan.settings !== undefined,
    ...(plan.settings === undefined ? {} : { missing_secrets: plan.settings.missingSecrets }),
    ...(plan.rules === undefined ? {} : { topic_rules: countsOf(plan.rules, keyOfRules, mode) }),
    ...(plan.bans === undefined ? {} : { bans: countsOf(plan.bans, keyOfBan, mode) }),
    ...(plan.keys === undefined ? {} : { api_keys: { changed: plan.keys.changes.length, unknown: plan.keys.unknown } }),
    ...(users === undefined ? {} : { users }),
  };
}

async function planOf(ports: Ports, document: BackupDocument, mode: RestoreMode): Promise<Plan> {
  const { settings, topic_rules, bans, api_keys, users } = document;
  return {
    mode,
    ...(settings === undefined ? {} : { settings: await settingsPlan(ports, settings, mode) }),
    ...(topic_rules === undefined ? {} : { rules: await rulesPlan(ports, backedUpRulesOf(topic_rules)) }),
    ...(bans === undefined ? {} : { bans: await bansPlan(ports, bans) }),
    ...(api_keys === undefined ? {} : { keys: await keysPlan(ports, api_keys) }),
    ...(users === undefined
      ? {}
      : { users: Object.fromEntries(Object.entries(users).map(([realm, list]) => [realm, list.map(backedUpUserOf)])) }),
  };
}

/** The settings with the secrets that are here; where there is none, without its mask. */
async function settingsPlan(
  { storedSettings }: Ports,
  given: SettingsDocument,
  mode: RestoreMode,
): Promise<SettingsPlan> {
  const kept = withSecretsKept(given, await storedSettings.read());
  const missingSecrets: string[] = [];
  const document = withoutMasks(kept, '', missingSecrets) as SettingsDocument;
  await changingSettings('', async () => storedSettings.check(document, mode));
  return { document, missingSecrets };
}

async function rulesPlan(ports: Ports, given: readonly TopicRuleList[]): Promise<NonNullable<Plan['rules']>> {
  for (const { subject, rules } of given) {
    const problem = rules.map(({ topic }) => topicProblem(topic)).find((found) => found !== undefined);
    const whose = subject.kind === 'all' ? 'all' : `${subject.kind} ${subject.name}`;
    if (problem !== undefined) throw bad(`topic_rules of ${whose}: ${problem}`);
  }
  checkTwice('topic_rules', given.map(keyOfRules));
  const present: TopicRuleList[] = [];
  for (const kind of ['username', 'clientid'] as const) {
    for await (const page of rulePages(ports, kind)) present.push(...page);
  }
  const forAll = await ports.topicRules.find({ kind: 'all' });
  return { given, present: forAll === null ? present : [...present, { subject: { kind: 'all' }, rules: forAll }] };
}

async function bansPlan(
  { bans, clock }: Ports,
  given: NonNullable<BackupDocument['bans']>,
): Promise<NonNullable<Plan['bans']>> {
  const read = backedUpBansOf(given, clock.now());
  if (read === undefined) throw bad('bans: at and until must be RFC 3339 or infinity');
  const wrong = read.map(banProblem).find((problem) => problem !== undefined);
  if (wrong !== undefined) throw bad(`bans: ${wrong}`);
  checkTwice('bans', read.map(keyOfBan));
  return { given: read, present: [...(await bans.list())] };
}

async function keysPlan(
  { apiKeys }: Ports,
  given: NonNullable<BackupDocument['api_keys']>,
): Promise<NonNullable<Plan['keys']>> {
  checkTwice(
    'api_keys',
    given.map(({ name }) => name),
  );
  const changes: { before: ApiKey; change: Partial<ApiKey> }[] = [];
  for (const key of given) {
    const change = backedUpKeyOf(key);
    if (change === undefined) throw bad(`api_keys: expired_at of ${key.name} must be RFC 3339 or infinity`);
    const before = await apiKeys.find(key.name);
    if (before !== undefined) changes.push({ before, change });
  }
  return { changes, unknown: given.length - changes.length };
}

async function carryOut(ports: Ports, plan: Plan): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    await putSettings(ports, plan, undo);
    await putRules(ports, plan, undo);
    await putBans(ports, plan, undo);
    await putKeys(ports, plan, undo);
    if (plan.users !== undefined) await ports.userBackup.restore(plan.users, { mode: plan.mode, dryRun: false });
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

async function putSettings(
  { storedSettings }: Ports,
  { settings, mode }: Plan,
  undo: (() => Promise<void>)[],
): Promise<void> {
  if (settings === undefined) return;
  const before = await storedSettings.read();
  await changingSettings('', async () => storedSettings.put(settings.document, mode));
  undo.push(async () => storedSettings.put(before, 'replace'));
}

async function putRules({ topicRules }: Ports, { rules, mode }: Plan, undo: (() => Promise<void>)[]): Promise<void> {
  if (rules === undefined) return;
  undo.push(async () => {
    await topicRules.clear();
    for (const { subject, rules: list } of rules.present) await topicRules.put(subject, list);
  });
  if (mode === 'replace') await topicRules.clear();
  for (const { subject, rules: list } of rules.given) {
    if ((await topicRules.put(subject, list)) === 'full') throw bad('topic_rules: there are more than may be');
  }
}

async function putBans({ bans: port }: Ports, { bans, mode }: Plan, undo: (() => Promise<void>)[]): Promise<void> {
  if (bans === undefined) return;
  undo.push(async () => {
    await port.clear();
    for (const ban of bans.present) await port.add(ban);
  });
  if (mode === 'replace') await port.clear();
  for (const ban of bans.given) {
    await port.remove(ban.as, ban.who);
    if ((await port.add(ban)) === 'full') throw bad('bans: there are more than may be');
  }
}

async function putKeys({ apiKeys }: Ports, { keys }: Plan, undo: (() => Promise<void>)[]): Promise<void> {
  for (const { before, change } of keys?.changes ?? []) {
    undo.push(async () => void (await apiKeys.update(before.name, before)));
    await apiKeys.update(before.name, change);
  }
}

function countsOf<Entry>(
  { given, present }: { readonly given: readonly Entry[]; readonly present: readonly Entry[] },
  keyOf: (entry: Entry) => string,
  mode: RestoreMode,
): RestoredUsers {
  const known = new Set(present.map(keyOf));
  const changed = given.filter((entry) => known.has(keyOf(entry))).length;
  return { added: given.length - changed, changed, removed: mode === 'replace' ? present.length - changed : 0 };
}

function checkTwice(part: string, keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) throw bad(`${part}: ${key} stands there twice`);
    seen.add(key);
  }
}

function keyOfRules({ subject }: TopicRuleList): string {
  return subject.kind === 'all' ? 'all' : `${subject.kind} ${subject.name}`;
}

function keyOfBan({ as, who }: Ban): string {
  return `${as} ${who}`;
}

function withoutMasks(value: unknown, path: string, found: string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const under = (name: string) => (path === '' ? name : `${path}.${name}`);
  const entries = Object.entries(value);
  found.push(...entries.filter(([, part]) => part === secretMask).map(([name]) => under(name)));
  const kept = entries.filter(([, part]) => part !== secretMask);
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutMasks(part, under(name), found)]));
}

function bad(message: string): ApiError {
  return new ApiError(400, 'BAD_REQUEST', message);
}
