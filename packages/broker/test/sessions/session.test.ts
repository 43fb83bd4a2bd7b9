import t from 'tap';
import { neverExpires, Session } from '../../src/sessions/session.ts';

const facts = { clientId: 'one', username: 'alice', createdAt: 1000, isStored: true };

t.test('a session runs out so long after its client has gone', async (t) => {
  const session = new Session({ ...facts, expirySeconds: 60 });
  t.equal(session.expiresAt, undefined, 'not while its client is connected');
  session.disconnectedAt = 5000;
  t.equal(session.expiresAt, 65_000);
  session.expirySeconds = 0;
  t.equal(session.expiresAt, 5000);
});

t.test('one that never expires does not run out', async (t) => {
  const session = new Session({ ...facts, expirySeconds: neverExpires });
  session.disconnectedAt = 5000;
  t.equal(session.expiresAt, undefined);
});

t.test('a new session has nothing and is nowhere', async (t) => {
  const session = new Session({ ...facts, username: null, expirySeconds: 0, isStored: false });
  t.match(session, { kind: 'session', username: null, outlet: undefined, disconnectedAt: null });
  t.equal(session.subscriptions.size + session.awaitingRel.size, 0);
});
