import t from 'tap';
import { bindError } from '../src/errors.ts';

t.test('a failed bind names the address, what is the matter, and the code of the system', async (t) => {
  const inUse = bindError(Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }), '127.0.0.1:1883');
  t.match(inUse, { name: 'BrokerError', code: 'EADDRINUSE' });
  t.equal(inUse.message, 'cannot listen on 127.0.0.1:1883: the address is in use (EADDRINUSE)');
});

t.test('what has no code of the system keeps its own words', async (t) => {
  t.match(bindError(new Error('strange'), 'x:1'), { code: 'LISTEN_FAILED', message: 'cannot listen on x:1: strange' });
  t.match(bindError('odd', 'x:1'), { code: 'LISTEN_FAILED', message: /odd/ });
});
