import t from 'tap';
import { verdictOf } from '../src/http-reply.ts';

const now = 1_700_000_000_000;
const json = 'application/json; charset=utf-8';

function verdict(body: unknown, status = 200, contentType: string | null = json) {
  return verdictOf({ status, contentType, body: typeof body === 'string' ? body : JSON.stringify(body) }, now);
}

t.test('204 is yes', async (t) => {
  t.same(verdict('', 204, null), { outcome: 'accepted', superuser: false });
});

t.test('200 says what in its body', async (t) => {
  t.match(verdict({ result: 'allow' }), {
    outcome: 'accepted',
    superuser: false,
    acl: undefined,
    expiresAt: undefined,
  });
  t.match(verdict({ result: 'allow', is_superuser: true }), { superuser: true });
  t.match(verdict({ result: 'deny', is_superuser: true }), { outcome: 'refused' });
  t.match(verdict({ result: 'ignore' }), { outcome: 'ignored' });
  t.match(verdict({}), { outcome: 'ignored' });
  t.match(verdict({ result: 'perhaps' }), { outcome: 'ignored' });
  t.notOk('hasFailed' in verdict({ result: 'ignore' }));
});

t.test('a form says the same', async (t) => {
  const form = 'application/x-www-form-urlencoded';
  t.match(verdict('result=allow&is_superuser=true', 200, form), { outcome: 'accepted', superuser: true });
  t.match(verdict('result=deny', 200, form), { outcome: 'refused' });
});

t.test('an access list and an end come with it; wrong ones spoil the answer', async (t) => {
  const acl = [{ permission: 'deny', action: 'all', topic: 'a' }];
  const expireAt = now / 1000 + 10;
  t.match(verdict({ result: 'allow', acl, expire_at: expireAt }), {
    outcome: 'accepted',
    acl: { rules: acl, expiresAt: now + 10_000 },
    expiresAt: now + 10_000,
  });
  t.match(verdict({ result: 'allow', acl: 'a' }), { outcome: 'refused' });
  for (const wrong of [now / 1000, now + 10_000, 'tomorrow', null, 1.5]) {
    t.match(verdict({ result: 'allow', expire_at: wrong }), { outcome: 'refused' }, String(wrong));
  }
});

t.test('any other answer decides nothing; whether the service is ill is told', async (t) => {
  for (const status of [201, 301, 302, 400, 401, 403, 404]) {
    t.match(verdict({ result: 'allow' }, status), { outcome: 'ignored', hasFailed: false }, String(status));
  }
  for (const status of [408, 429, 500, 503]) {
    t.match(verdict({ result: 'allow' }, status), { outcome: 'ignored', hasFailed: true }, String(status));
  }
  for (const body of ['', 'allow', '[]', 'null', '{"result":']) {
    t.match(verdict(body), { outcome: 'ignored', hasFailed: true }, body);
  }
  t.match(verdict('{"result":"allow"}', 200, 'text/html'), { outcome: 'ignored' });
  t.match(verdict('{"result":"allow"}', 200, null), { outcome: 'ignored' });
});
