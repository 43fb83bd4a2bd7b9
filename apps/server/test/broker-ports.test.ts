import { openStore } from '@ocpp-broker/store';
import t from 'tap';
import { authenticatorOf, topicGuardOf } from '../src/broker-ports.ts';

const login = (username: string | undefined, password: string | undefined) => ({
  clientId: 'c1',
  username,
  password: password === undefined ? undefined : Buffer.from(password),
  remoteAddress: '127.0.0.1',
});

t.test('an MQTT client is who it says when its password is in the store', async (t) => {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  await store.users('mqtt').add({ userId: 'csms', password: 'right', isSuperuser: true });
  await store.users('mqtt').add({ userId: 'app', password: 'right' });
  await store.users('ocpp').add({ userId: 'CP1', password: 'right' });
  const { authenticate } = authenticatorOf(store, () => true);
  t.strictSame(await authenticate(login('csms', 'right')), { outcome: 'accepted', superuser: true });
  t.strictSame(await authenticate(login('app', 'right')), { outcome: 'accepted', superuser: false });
  for (const [username, password] of [
    ['csms', 'wrong'],
    ['csms', ''],
    ['nobody', 'right'],
    ['CP1', 'right'],
    ['csms', undefined],
    [undefined, 'right'],
  ] as const) {
    t.strictSame(await authenticate(login(username, password)), { outcome: 'refused' }, `${username} ${password}`);
  }
});

t.test('while nobody is asked, whoever names a user is let in, as nobody special', async (t) => {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  await store.users('mqtt').add({ userId: 'csms', password: 'right', isSuperuser: true });
  let isAsked = false;
  const { authenticate } = authenticatorOf(store, () => isAsked);
  t.strictSame(await authenticate(login('csms', 'wrong')), { outcome: 'accepted', superuser: false });
  isAsked = true;
  t.strictSame(await authenticate(login('csms', 'wrong')), { outcome: 'refused' });
});

t.test('when the store is busy, the broker is told so and not that the password is wrong', async (t) => {
  const store = openStore({ path: ':memory:' });
  await store.users('mqtt').add({ userId: 'csms', password: 'right' });
  const { authenticate } = authenticatorOf(store, () => true);
  store.close();
  t.strictSame(await authenticate(login('csms', 'right')), { outcome: 'busy' });
});

t.test('nobody but the gateway publishes to a topic of its own, not even a superuser; all may listen', async (t) => {
  const guard = topicGuardOf((topic) => topic.startsWith('ocpp/cp/'));
  for (const superuser of [true, false]) {
    const client = { clientId: 'c1', username: 'csms', superuser };
    t.equal(guard.mayPublish(client, 'ocpp/cp/CP1'), false);
    t.equal(guard.mayPublish(client, 'ocpp/cs/CP1'), true);
    t.equal(guard.maySubscribe(client, 'ocpp/#'), true);
  }
});
