import t from 'tap';
import { testApi, VIEWER } from '../fixtures/api.ts';
import { START } from '../fixtures/memory-ports.ts';

const now = new Date(START).toISOString();

t.test('somebody is kept out, shown and let in again', async (t) => {
  const { ask, memory } = await testApi();
  const body = { as: 'clientid', who: 'c1', by: 'ann', reason: 'too loud', until: '2024-06-01T14:00:00+01:00' };
  const added = await ask('POST /banned', { body });
  const ban = { ...body, at: now, until: '2024-06-01T13:00:00.000Z' };
  t.match(added, { status: 200 });
  t.same(added.json, ban);
  t.same((await ask('GET /banned')).json, { data: [ban], meta: { page: 1, limit: 100, count: 1, hasnext: false } });
  t.equal((await ask('DELETE /banned/clientid/c1')).status, 204);
  t.match(await ask('DELETE /banned/clientid/c1'), {
    status: 404,
    json: { code: 'NOT_FOUND', message: 'Ban not found' },
  });
  t.match(memory.audit, [
    { action: 'add ban', target: 'clientid c1' },
    { action: 'remove ban', target: 'clientid c1' },
  ]);
});

t.test('what is left out is the caller, no reason, now and for ever', async (t) => {
  const { ask, memory } = await testApi();
  const { json } = await ask('POST /banned', { body: { as: 'peerhost', who: '192.0.2.7' } });
  t.same(json, { as: 'peerhost', who: '192.0.2.7', by: 'root', reason: '', at: now, until: 'infinity' });
  t.match([...memory.bans.stored.values()], [{ at: START, until: 'infinity' }]);
  const seconds = { as: 'username', who: 'bob', at: 1_700_000_000, until: 4_000_000_000 };
  await ask('POST /banned', { body: seconds });
  t.match([...memory.bans.stored.values()][1], { at: 1_700_000_000_000, until: 4_000_000_000_000 });
});

t.test('a ban is not made twice, and there are so many', async (t) => {
  const { ask, memory } = await testApi();
  for (const who of ['a', 'b', 'c']) await ask('POST /banned', { body: { as: 'clientid', who } });
  t.match(await ask('POST /banned', { body: { as: 'clientid', who: 'a' } }), {
    status: 409,
    json: { code: 'ALREADY_EXISTS', message: 'Ban already exists' },
  });
  t.match(await ask('POST /banned', { body: { as: 'clientid', who: 'd' } }), {
    status: 400,
    json: { code: 'BAD_REQUEST', message: 'There are as many bans as may be' },
  });
  t.equal(memory.audit.length, 3);
});

t.test('bans are listed by page, by name and by a part of it', async (t) => {
  const { ask } = await testApi();
  for (const [as, who] of [
    ['clientid', 'a1'],
    ['username', 'a1'],
    ['peerhost_net', '10.0.0.0/8'],
  ]) {
    await ask('POST /banned', { body: { as, who } });
  }
  const found = async (query: string) => {
    const { data } = (await ask(`GET /banned?${query}`)).json as {
      readonly data: readonly { readonly as: string; readonly who: string }[];
    };
    return data.map(({ as, who }) => `${as} ${who}`);
  };
  t.same(await found('clientid=a1'), ['clientid a1']);
  t.same(await found('like_username=a'), ['username a1']);
  t.same(await found('like_peerhost_net=10.'), ['peerhost_net 10.0.0.0/8']);
  t.same(await found('peerhost=10.0.0.0/8'), []);
  t.same(await found('clientid=a1&username=a1'), [], 'a ban is of one kind');
  t.same(await found('page=2&limit=2'), ['peerhost_net 10.0.0.0/8']);
});

t.test('a network is let in again by its percent-encoded name, and everybody at once', async (t) => {
  const { ask, memory } = await testApi();
  await ask('POST /banned', { body: { as: 'peerhost_net', who: '10.0.0.0/8' } });
  t.equal((await ask('DELETE /banned/peerhost_net/10.0.0.0%2F8')).status, 204);
  for (const who of ['a', 'b']) await ask('POST /banned', { body: { as: 'clientid', who } });
  t.equal((await ask('DELETE /banned')).status, 204);
  t.equal(memory.bans.stored.size, 0);
  t.match(memory.audit.at(-1), { action: 'remove all bans', detail: { before: [{ who: 'a' }, { who: 'b' }] } });
  t.match(memory.audit[1], { action: 'remove ban', detail: { before: { as: 'peerhost_net', who: '10.0.0.0/8' } } });
});

t.test('what can be no ban is refused with its path', async (t) => {
  const { ask, memory } = await testApi();
  const refused = async (body: object, message: RegExp | string) =>
    t.match(await ask('POST /banned', { body }), { status: 400, json: { code: 'BAD_REQUEST', message } });
  await refused({ who: 'a' }, 'Missing required parameter: as');
  await refused({ as: 'clientid' }, 'Missing required parameter: who');
  await refused({ as: 'clientid_re', who: '.*' }, /^as: .*clientid, username, peerhost, peerhost_net/);
  await refused({ as: 'clientid', who: '' }, /^who: /);
  await refused({ as: 'clientid', who: 'a', until: 'tomorrow' }, /^until: must be RFC 3339/);
  await refused({ as: 'clientid', who: 'a', at: '5' }, /^at: must be RFC 3339/);
  await refused({ as: 'clientid', who: 'a', until: 1 }, 'until: must not be over');
  await refused({ as: 'clientid', who: 'a', until: -1 }, /^until: /);
  await refused({ as: 'peerhost', who: 'host' }, 'who has to be an IP address');
  t.match(await ask('DELETE /banned/shape/round'), { status: 400, json: { message: /^as: / } });
  t.equal(memory.bans.stored.size, 0);
  t.same(memory.audit, []);
});

t.test('a viewer sees the bans and changes none', async (t) => {
  const { ask } = await testApi();
  const as = VIEWER;
  t.equal((await ask('GET /banned', { as })).status, 200);
  t.equal((await ask('POST /banned', { as, body: { as: 'clientid', who: 'a' } })).status, 403);
  t.equal((await ask('DELETE /banned/clientid/a', { as })).status, 403);
  t.equal((await ask('DELETE /banned', { as })).status, 403);
});
