import t from 'tap';
import { checkClaims } from '../src/jwt-options.ts';

t.test('a claim may be compared with what a client says of itself, and with nothing else', async (t) => {
  t.doesNotThrow(() => checkClaims({ sub: '${username}', cid: 'x-${clientid}', iss: 'me' }));
  t.throws(() => checkClaims({ sub: '${peerhost}' }), { code: 'access_invalid_option', message: /sub.*peerhost/ });
});
