import t from 'tap';
import { isPrivateAddress } from '../src/metrics-address.ts';

t.test('private are this machine and the networks that the Internet does not route', async (t) => {
  for (const address of [
    '127.0.0.1',
    '127.8.9.10',
    '10.255.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ]) {
    t.ok(isPrivateAddress(address), address);
  }
});

t.test('everything else is not, nor is what is no address', async (t) => {
  for (const address of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '2001:db8::1',
    '::',
    '::ffff:8.8.8.8',
    '',
    'localhost',
    '10.0.0.1.example.org',
  ]) {
    t.notOk(isPrivateAddress(address), address);
  }
});
