import type { SessionOptions } from '@ocpp-broker/ocpp';
import t from 'tap';
import { sessionOptionsOf } from '../src/overrides.ts';
import { defaultOptions } from './fixtures/options.ts';

const session: SessionOptions = {
  ...defaultOptions.session,
  checking: { upstream: 'reject', downstream: 'off', actions: new Map([['Heartbeat', 'warn']]) },
  idleTimeoutMs: 30_000,
  defaultHeartbeatIntervalMs: 60_000,
};

t.test('a charge point without overrides has the options of all', async (t) => {
  t.equal(sessionOptionsOf(session, undefined), session);
  t.strictSame(sessionOptionsOf(session, {}), session);
});

t.test('what is said of it takes the place of what is said of all, zero included', async (t) => {
  const overridden = sessionOptionsOf(session, { idleTimeoutMs: 0, defaultHeartbeatIntervalMs: 5_000 });
  t.strictSame(overridden, { ...session, idleTimeoutMs: 0, defaultHeartbeatIntervalMs: 5_000 });
});

t.test('its mode holds for both directions and every action', async (t) => {
  const { checking } = sessionOptionsOf(session, { checkMode: 'warn' });
  t.strictSame(checking, { upstream: 'warn', downstream: 'warn', actions: new Map() });
});
