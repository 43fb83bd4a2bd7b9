import t from 'tap';
import { downgrade, highest, securityProfileOf } from '../src/security-profile.ts';

t.test('without TLS it is the first profile, with a certificate that is bound the third', async (t) => {
  t.equal(securityProfileOf('ws', false), 1);
  t.equal(securityProfileOf('wss', false), 2);
  t.equal(securityProfileOf('wss', true), 3);
});

t.test('only a lower profile than ever before is a step back', async (t) => {
  t.match(downgrade(1, 2), /profile 1 is lower than 2/);
  t.match(downgrade(2, 3), /profile 2 is lower than 3/);
  for (const [profile, highest] of [
    [1, null],
    [1, 1],
    [2, 1],
    [3, 3],
  ] as const)
    t.equal(downgrade(profile, highest), undefined);
});

t.test('the highest profile that was used stays', async (t) => {
  t.equal(highest(null, 1), 1);
  t.equal(highest(1, 3), 3);
  t.equal(highest(3, 1), 3);
});
