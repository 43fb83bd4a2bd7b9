// Writes the document of GET /data/export bit by bit: a fleet's users are more than should be in memory at once.
import { withSecretsMasked } from '@ocpp-broker/config';
import type { TopicRuleList, TopicRuleSubject } from './access-ports.ts';
import {
  backupFormat,
  printBackedUpBan,
  printBackedUpKey,
  printBackedUpRules,
  printBackedUpUser,
} from './backup-document.ts';
import type { UserRealm } from './data-ports.ts';
import type { AdminApiPorts } from './ports.ts';
import { formatTime } from './timestamps.ts';
import { printRule } from './topic-rule-json.ts';

type Ports = Pick<
  AdminApiPorts,
  'apiKeys' | 'bans' | 'clock' | 'node' | 'storedSettings' | 'topicRules' | 'userBackup'
>;

const PAGE = 500;
const ALL: TopicRuleSubject = { kind: 'all' };

/** The text of the document, in pieces. What changes while it is written may be in it or not. */
export async function* backupText(ports: Ports): AsyncGenerator<string> {
  const { node, version } = await ports.node.status();
  const head = { ...backupFormat, exported_at: formatTime(ports.clock.now()), node, server_version: version };
  yield `${JSON.stringify(head).slice(0, -1)},\n"settings":`;
  yield JSON.stringify(withSecretsMasked(await ports.storedSettings.read()));
  yield ',\n"topic_rules":{"users":';
  yield* listText(rulePages(ports, 'username'), printBackedUpRules);
  yield ',\n"clients":';
  yield* listText(rulePages(ports, 'clientid'), printBackedUpRules);
  yield ',\n"all":';
  yield JSON.stringify(((await ports.topicRules.find(ALL)) ?? []).map(printRule));
  yield '},\n"bans":';
  yield* listText([[...(await ports.bans.list())]], printBackedUpBan);
  yield ',\n"api_keys":';
  yield JSON.stringify((await ports.apiKeys.list()).map(printBackedUpKey));
  yield ',\n"users":{';
  for (const realm of ['ocpp', 'mqtt', 'admin'] as const) {
    yield `${realm === 'ocpp' ? '' : ',\n'}"${realm}":`;
    yield* listText(userPages(ports, realm), printBackedUpUser);
  }
  yield '}}\n';
}

/** Every list of rules of one kind, by pages. */
export async function* rulePages(
  { topicRules }: Pick<Ports, 'topicRules'>,
  kind: 'username' | 'clientid',
): AsyncGenerator<readonly TopicRuleList[]> {
  for (let page = 1; ; page += 1) {
    const { data } = await topicRules.list({ kind, page, limit: PAGE });
    yield data;
    if (data.length < PAGE) return;
  }
}

async function* userPages({ userBackup }: Ports, realm: UserRealm) {
  let after: string | null = null;
  for (;;) {
    const page = await userBackup.page(realm, after, PAGE);
    yield page;
    after = page.at(-1)?.userId ?? null;
    if (page.length < PAGE) return;
  }
}

async function* listText<Item>(
  pages: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>,
  print: (item: Item) => object,
): AsyncGenerator<string> {
  let separator = '[';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + page.map((item) => JSON.stringify(print(item))).join(',\n');
    separator = ',\n';
  }
  yield separator === '[' ? '[]' : ']';
}
