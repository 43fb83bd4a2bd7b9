import t from 'tap';
import { plainAddress } from '../src/ip-address.ts';

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
