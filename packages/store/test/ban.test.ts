import t from 'tap';
import { checkBan } from '../src/ban.ts';
import { SqliteBans } from '../src/bans.ts';
import { openDatabase } from '../src/database.ts';
import { ban, testBanRepository } from './contract/ban-repository.ts';

t.test('the bans of the SQLite store keep the contract of a BanRepository', (t) => {
  testBanRepository(t, (t, parts) => {
    const database = openDatabase(':memory:');
    t.teardown(() => database.close());
    return new SqliteBans({ database, ...parts });
  });
  t.end();
});

t.test('addresses and networks of both families can be banned', async (t) => {
  for (const who of ['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7']) {
    t.doesNotThrow(() => checkBan(ban(who, { as: 'peerhost' })), who);
  }
  for (const who of ['192.0.2.0/24', '0.0.0.0/0', '2001:db8::/32', '::/128']) {
    t.doesNotThrow(() => checkBan(ban(who, { as: 'peerhost_net' })), who);
  }
});
