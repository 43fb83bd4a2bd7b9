import t from 'tap';
import { type TestApi, testApi } from '../fixtures/api.ts';

const BUILT_IN = 'password_based:built_in_database';
const HTTP = 'password_based:http';
const order = async ({ ask }: TestApi) =>
  ((await ask('GET /authentication')).json as readonly { readonly id: string }[]).map(({ id }) => id);

t.test('a source is moved to the front, to the rear, before and behind another', async (t) => {
  const rig = await testApi();
  const move = (id: string, position: string) => rig.ask(`PUT /authentication/${id}/position/${position}`);
  for (const [id, position, expected] of [
    ['jwt', 'front', ['jwt', BUILT_IN, HTTP]],
    ['jwt', 'rear', [BUILT_IN, HTTP, 'jwt']],
    ['jwt', `before:${HTTP}`, [BUILT_IN, 'jwt', HTTP]],
    [BUILT_IN, `after:${encodeURIComponent(HTTP)}`, ['jwt', HTTP, BUILT_IN]],
    [BUILT_IN, `before:${BUILT_IN}`, ['jwt', HTTP, BUILT_IN]],
  ] as const) {
    t.equal((await move(id, position)).status, 204, position);
    t.same(await order(rig), expected, `${id} ${position}`);
  }
  t.equal((await move('ldap', 'front')).status, 404);
  t.equal((await move('jwt', 'before:ldap')).status, 404);
  t.match(await move('jwt', 'middle'), { status: 400 });
  t.match(rig.memory.audit[0], { action: 'order authenticators', target: 'jwt, built_in_database, http' });
});

t.test('all of them are put in order at once, those that are not named behind', async (t) => {
  const rig = await testApi();
  const put = (body: object) => rig.ask('PUT /authentication/order', { body });
  t.equal((await put([{ id: HTTP }, { id: 'jwt' }])).status, 204);
  t.same(await order(rig), [HTTP, 'jwt', BUILT_IN]);
  t.match(await put([{ id: 'jwt' }, { id: 'jwt' }]), { status: 400, json: { message: 'id: one of them comes twice' } });
  for (const body of [[], [{ id: 'ldap' }], {}, [{}]]) t.equal((await put(body)).status, 400, JSON.stringify(body));
});

t.test('an order says nothing of who is on', async (t) => {
  const rig = await testApi();
  await rig.ask('PUT /authentication/order', { body: [{ id: 'jwt' }] });
  t.match(rig.memory.document.current.mqtt.authentication, {
    enable: true,
    jwt: { enable: false },
    http: { enable: false },
  });
});
