import { openStore } from '@ocpp-broker/store';
import t from 'tap';
import { ChargePointUsers } from '../src/charge-point-users.ts';

const remoteAddress = '192.0.2.1';

t.test('users, passwords and identities are those of the store, letter for letter', async (t) => {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  await store.users('ocpp').add({ userId: 'free', password: 'right' });
  await store.users('ocpp').add({ userId: 'bound', password: 'right', identities: ['CP1', 'CP*'] });
  await store.users('mqtt').add({ userId: 'csms', password: 'right' });
  const users = new ChargePointUsers(store.users('ocpp'));
  const ask = (username: string, password: string, clientId: string) =>
    users.authenticate({ username, password: Buffer.from(password), clientId, remoteAddress });
  t.match(await ask('free', 'right', 'CP1'), { outcome: 'accepted', clientIds: null });
  t.match(await ask('bound', 'right', 'CP1'), { outcome: 'accepted', clientIds: null });
  t.match(await ask('bound', 'right', 'CP*'), { outcome: 'accepted', clientIds: null });
  t.match(await ask('bound', 'right', 'CP2'), { outcome: 'accepted', clientIds: [] }, 'a star is no pattern here');
  t.match(await ask('free', 'wrong', 'CP1'), { outcome: 'refused' });
  t.match(await ask('csms', 'right', 'CP1'), { outcome: 'ignored' }, 'a user of MQTT is no charge point');
  await users.pretend({ username: 'nobody', password: Buffer.from('x'), clientId: 'CP1', remoteAddress });
});
