import t from 'tap';
import { parseRoute, printRoute, type Route } from '../src/route.ts';

const routes: readonly (readonly [string, Route])[] = [
  ['#/', { kind: 'overview' }],
  ['#/charge-points', { kind: 'charge-points', query: {} }],
  ['#/charge-points?search=A%2BB&page=2', { kind: 'charge-points', query: { search: 'A+B', page: '2' } }],
  ['#/charge-points/A%2BB%2F%C3%BC%3F%23', { kind: 'charge-point', clientId: 'A+B/ü?#' }],
  ['#/mqtt-clients?state=connected', { kind: 'mqtt-clients', query: { state: 'connected' } }],
  ['#/users/mqtt?search=x', { kind: 'users', realm: 'mqtt', query: { search: 'x' } }],
  ['#/api-keys', { kind: 'api-keys' }],
  ['#/settings', { kind: 'settings' }],
  ['#/send', { kind: 'send', clientId: null }],
  ['#/send?to=CP1', { kind: 'send', clientId: 'CP1' }],
  ['#/send/message?to=CP1', { kind: 'publish', clientId: 'CP1' }],
  ['#/listeners', { kind: 'listeners' }],
  ['#/webhooks', { kind: 'webhooks' }],
  ['#/webhooks/a-b_c?page=2', { kind: 'webhook', name: 'a-b_c', query: { page: '2' } }],
  ['#/console-users', { kind: 'console-users' }],
  ['#/audit?actor=admin', { kind: 'audit', query: { actor: 'admin' } }],
  ['#/backups', { kind: 'backups' }],
];

for (const [hash, route] of routes) {
  t.test(`${hash} is read and written as ${route.kind}`, async (t) => {
    t.strictSame(parseRoute(hash), route);
    t.equal(printRoute(route), hash);
  });
}

t.test('an empty address is the overview', async (t) => {
  t.strictSame(parseRoute(''), { kind: 'overview' });
  t.strictSame(parseRoute('#'), { kind: 'overview' });
});

t.test('users without a realm are those of charge points', async (t) => {
  t.strictSame(parseRoute('#/users'), { kind: 'users', realm: 'ocpp', query: {} });
});

t.test('an address of no page is told as such', async (t) => {
  for (const hash of [
    '#/nothing',
    '#/users/other',
    '#/charge-points/a/b',
    '#/send/other',
    '#/webhooks/%E0%A4%A',
    '#/charge-points/%E0%A4%A',
    '#/constructor',
  ]) {
    t.strictSame(parseRoute(hash), { kind: 'unknown' }, hash);
  }
  t.equal(printRoute({ kind: 'unknown' }), '#/');
});

t.test('an empty filter does not stand in the address', async (t) => {
  t.equal(printRoute({ kind: 'mqtt-clients', query: { search: '', page: '3' } }), '#/mqtt-clients?page=3');
});
