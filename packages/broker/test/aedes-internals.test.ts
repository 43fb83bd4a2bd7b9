import t from 'tap';
import { clientOf } from '../src/aedes-internals.ts';

t.test('a client that is not built as expected is noticed at once', async (t) => {
  const client = {
    deliver0: () => undefined,
    deliverQoS: () => undefined,
    waitForDrain: () => undefined,
    _nextId: 1,
    subscriptions: {},
    _parser: { parse: () => 0 },
  };
  t.equal(clientOf(client), client);
  for (const name of Object.keys(client)) {
    t.throws(() => clientOf({ ...client, [name]: undefined }), { code: 'AEDES_CHANGED' }, `without ${name}`);
  }
});
