// Every operation of the document × every role × nobody. A route that is new is in it by being in the document, and is taken to be for
// administrators, or when it reads for everybody who has signed in, unless it is named here.
import t from 'tap';
import type { Role } from '../src/index.ts';
import { ADMIN, logIn, OPERATOR, testApi, VIEWER } from './fixtures/api.ts';
import { type DocumentedOperation, operationsOf } from './fixtures/contract.ts';

const open = [
  'login',
  'getStatus',
  'getStatusAtRoot',
  'getHealth',
  'getHealthAtRoot',
  'getReadiness',
  'getReadinessAtRoot',
];
const ofEverybody = ['logout', 'changePassword', 'endOwnSession', 'endOwnSessions', 'createFrameTicket'];
const ofOperators = [
  ...['kickGatewayClient', 'kickMqttClient', 'callChargePoint', 'publish', 'addBan', 'removeBan', 'clearBans'],
  ...['addGatewayUser', 'updateGatewayUser', 'removeGatewayUser', 'importGatewayUsers'],
  ...['addMqttUser', 'updateMqttUser', 'removeMqttUser', 'importMqttUsers'],
];
const ofAdministrators = [
  ...['listAdminUsers', 'exportData', 'listDatabaseCopies', 'getDatabaseCopy', 'listWebhookDeadLetters'],
];

function leastOf(method: string, id: string): Role | 'nobody' {
  if (open.includes(id)) return 'nobody';
  if (ofEverybody.includes(id)) return 'viewer';
  if (ofOperators.includes(id)) return 'operator';
  return method === 'GET' && !ofAdministrators.includes(id) ? 'viewer' : 'administrator';
}

const isEnough = (role: Role, least: Role): boolean =>
  role === 'administrator' || least === 'viewer' || (role === 'operator' && least === 'operator');

/** Some addresses need no credentials: an empty requirement stands among the others. */
const needsNone = ({ security = [] }: DocumentedOperation): boolean =>
  security.some((one) => Object.keys(one).length === 0);
const isStream = ({ responses }: DocumentedOperation): boolean =>
  responses['200']?.content?.['text/event-stream'] !== undefined;

t.test('every name in the lists is an operation', async (t) => {
  const { contract } = await testApi();
  const ids = operationsOf(contract.document).map(({ operation }) => operation.operationId);
  for (const id of [...open, ...ofEverybody, ...ofOperators, ...ofAdministrators]) t.ok(ids.includes(id), id);
});

t.test('nobody gets in without credentials, whatever the operation, but where all may', async (t) => {
  const { ask, contract, memory } = await testApi({ apiKeyFailuresMax: 10_000 });
  for (const { line, method, operation } of operationsOf(contract.document)) {
    const least = leastOf(method, operation.operationId ?? '');
    t.equal(operation.security?.length === 0, least === 'nobody', `${line} is documented so`);
    t.equal(operation['x-role'] ?? 'nobody', least, `${line} is documented to be for ${least}`);
    if (least === 'nobody' || needsNone(operation)) continue;
    for (const as of [null, 'Bearer nonsense', 'Basic bm9ib2R5Om5vdGhpbmc=']) {
      t.equal((await ask(line, { as })).status, 401, `${line} as ${as}`);
    }
  }
  t.same(memory.audit, []);
});

t.test(
  'a role that is less than an operation takes is refused, by key and by token, and nothing is done',
  async (t) => {
    const rig = await testApi();
    const callers: readonly (readonly [Role, readonly string[]])[] = [
      ['viewer', [VIEWER, await logIn(rig, 'guest', 'just looking')]],
      ['operator', [OPERATOR, await logIn(rig, 'night', 'night shift')]],
    ];
    rig.memory.audit.length = 0;
    for (const { line, method, operation } of operationsOf(rig.contract.document)) {
      const least = leastOf(method, operation.operationId ?? '');
      if (least === 'nobody') continue;
      for (const [role, credentials] of callers) {
        if (isEnough(role, least)) continue;
        for (const as of credentials) {
          const { status, json } = await rig.ask(line, { as });
          t.equal(status, 403, `${line} for ${role}`);
          t.match(json, { code: 'UNAUTHORIZED_ROLE' }, line);
        }
      }
    }
    t.same(rig.memory.audit, []);
  },
);

t.test('a role that is enough is never refused for its role', async (t) => {
  const { ask, contract } = await testApi();
  const callers: readonly (readonly [Role, string])[] = [
    ['viewer', VIEWER],
    ['operator', OPERATOR],
    ['administrator', ADMIN],
  ];
  for (const { line, method, operation } of operationsOf(contract.document)) {
    const id = operation.operationId ?? '';
    const least = leastOf(method, id);
    // Nobody changes the password of somebody else, and a stream has no end.
    if (least === 'nobody' || id === 'changePassword' || isStream(operation)) continue;
    for (const [role, as] of callers.filter(([role]) => isEnough(role, least))) {
      const { status } = await ask(line, { as });
      t.notOk([401, 403].includes(status), `${line} for ${role}: ${status}`);
      t.ok(status < 500, `${line} for ${role}: ${status}`);
    }
  }
});
