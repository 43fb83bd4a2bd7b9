import t from 'tap';
import { AccessError } from '../src/access-error.ts';
import { type Ban, type BanKind, isOver, normalBan, normalWho } from '../src/ban.ts';

const ban: Ban = { as: 'clientid', who: 'c1', by: 'admin', reason: '', at: 0, until: 'infinity' };

t.test('two spellings of an address or network are one ban', async (t) => {
  t.equal(normalWho('peerhost', '2001:DB8:0::1'), '2001:db8::1');
  t.equal(normalWho('peerhost', '::ffff:192.0.2.1'), '192.0.2.1');
  t.equal(normalWho('peerhost_net', '2001:DB8::/032'), '2001:db8::/32');
  t.equal(normalWho('peerhost_net', '192.0.2.0/24'), '192.0.2.0/24');
  t.equal(normalWho('clientid', 'C1'), 'C1');
  t.equal(normalBan({ ...ban, as: 'peerhost', who: '2001:DB8::1' }).who, '2001:db8::1');
});

t.test('what nobody can be is no ban', async (t) => {
  const wrong: readonly (readonly [BanKind, string])[] = [
    ['clientid', ''],
    ['username', 'u'.repeat(1_025)],
    ['peerhost', 'example.org'],
    ['peerhost', '192.0.2.0/24'],
    ['peerhost_net', '192.0.2.0'],
    ['peerhost_net', '192.0.2.0/33'],
    ['peerhost_net', '2001:db8::/129'],
    ['peerhost_net', '192.0.2.0/24/1'],
    ['peerhost_net', '192.0.2.0/x'],
    ['peerhost_net', '::ffff:192.0.2.0/120'],
    ['peerhost_net', '::ffff:192.0.2.0/24'],
    ['peerhost_net', 'fe80::1%eth0/64'],
  ];
  for (const [as, who] of wrong) t.throws(() => normalWho(as, who), AccessError, `${as} ${who.slice(0, 20)}`);
  t.throws(() => normalBan({ ...ban, reason: 'r'.repeat(1_025) }), { code: 'access_invalid_ban' });
  t.throws(() => normalBan({ ...ban, by: 'b'.repeat(1_025) }), AccessError);
});

t.test('a ban is over at its end, or never', async (t) => {
  t.notOk(isOver(ban, Number.MAX_SAFE_INTEGER));
  t.notOk(isOver({ ...ban, until: 10 }, 9));
  t.ok(isOver({ ...ban, until: 10 }, 10));
});
