import t from 'tap';
import { readSession, writeSession } from '../src/session-store.ts';

function storage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

const session = { username: 'admin', token: 'T', role: 'administrator', version: '1' } as const;

t.test('a session outlives a reload, until it is ended', async (t) => {
  const kept = storage();
  writeSession(kept, session);
  t.strictSame(readSession(kept), session);
  writeSession(kept, undefined);
  t.equal(readSession(kept), undefined);
  t.equal(kept.items.size, 0);
});

t.test('what is no session is none', async (t) => {
  for (const text of ['', '{', '[]', '7', '{"token":""}', '{"username":"x"}']) {
    t.equal(readSession({ getItem: () => text }), undefined);
  }
});

t.test('storage that is forbidden means no session, and no failure', async (t) => {
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  t.equal(readSession({ getItem: forbidden }), undefined);
  t.doesNotThrow(() => writeSession({ setItem: forbidden, removeItem: forbidden }, session));
});

t.test('a role that this console does not know may only read', async (t) => {
  t.match(readSession({ getItem: () => '{"token":"T","role":"owner"}' }), { role: 'viewer', username: '' });
});
