import t from 'tap';
import { addressGroup, peerOf, plainAddress } from '../src/ip-address.ts';

t.test('every spelling of an address becomes the same one', async (t) => {
  const spellings = {
    '192.0.2.1': ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:c000:0201'],
    '2001:db8::1': ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '2001:0db8::0001'],
    'fe80::1': ['fe80::1', 'fe80::1%eth0'],
    '::1': ['::1', '0:0:0:0:0:0:0:1'],
  };
  for (const [plain, texts] of Object.entries(spellings))
    for (const text of texts) t.equal(plainAddress(text), plain, text);
});

t.test('what is no address is none', async (t) => {
  for (const text of [
    '',
    'unknown',
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '01.2.3.4',
    '[::1]',
    '::1::',
    ' ::1',
    '1.2.3.4:5',
  ])
    t.equal(plainAddress(text), undefined, text);
});

t.test('an IPv6 address is counted under its first 64 bits, any other text under itself', async (t) => {
  const groups = {
    '192.0.2.1': ['192.0.2.1', '::ffff:192.0.2.1'],
    '2001:db8::/64': ['2001:db8::', '2001:db8::1', '2001:db8:0:0:1:2:3:4', '2001:DB8::1:0:0:1'],
    '2001:db8:0:1::/64': ['2001:db8:0:1::', '2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::5'],
    '2001:db8:1::/64': ['2001:db8:1::7', '2001:db8:1:0:8::'],
    '0:0:0:1::/64': ['::1:0:0:0:0', '0:0:0:1::'],
    '::/64': ['::', '::1', '::192.0.2.1', '::1:0:0:0'],
    '1:2:3:4::/64': ['1:2:3:4:5:6:7:8', '1:2:3:4::'],
    'fe80::/64': ['fe80::1%eth0', 'fe80::2'],
    '': [''],
    unknown: ['unknown'],
  };
  for (const [group, texts] of Object.entries(groups))
    for (const text of texts) t.equal(addressGroup(text), group, text);
});

t.test('a peer is shown in the usual form, and without an address when it is gone', async (t) => {
  t.strictSame(peerOf({ remoteAddress: '::ffff:192.0.2.1', remotePort: 9 }), { address: '192.0.2.1', port: 9 });
  t.strictSame(peerOf({ remoteAddress: undefined, remotePort: undefined }), { address: '', port: 0 });
});
