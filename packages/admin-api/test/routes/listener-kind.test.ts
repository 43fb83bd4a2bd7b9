import t from 'tap';
import { findListener, type ListenerKind, listenerOf, listenerParams } from '../../src/routes/listener-kind.ts';

const listener = { type: 'tcp', name: 'a', running: true, currentConnections: 0, bind: ':1', settings: {} } as const;
const kind = {
  list: async () => [listener],
  parseId: (id: string) => (id === 'one' ? { type: 'tcp', name: 'a' } : undefined),
} as unknown as ListenerKind<'tcp'>;

t.test('a listener is found by type and name, and by an id that says them', async (t) => {
  t.equal(await findListener(kind, { type: 'tcp', name: 'a' }), listener);
  t.equal(await listenerOf(kind, { type: 'tcp', name: 'a' }), listener);
  t.equal(await listenerOf(kind, 'one'), listener);
});

t.test('what is no id, or names none, is not found', async (t) => {
  t.equal(await findListener(kind, undefined), undefined);
  t.equal(await findListener(kind, { type: 'ws', name: 'a' }), undefined);
  for (const wanted of ['other', { type: 'tcp', name: 'b' }]) {
    await t.rejects(listenerOf(kind, wanted), { statusCode: 404, code: 'RESOURCE_NOT_FOUND' });
  }
});

t.test('the id of a path has an example', async (t) => {
  t.match(listenerParams('tcp:default'), { id: { type: 'string', examples: ['tcp:default'] } });
});
