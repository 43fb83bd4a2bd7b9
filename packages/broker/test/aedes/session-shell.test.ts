import t from 'tap';
import { SessionShell } from '../../src/aedes/session-shell.ts';
import type { Wills } from '../../src/messages/wills.ts';

t.test('Aedes finds nothing to restore and nothing to send', async (t) => {
  const shell = new SessionShell(() => t.fail('no will is touched') as never);
  await shell.setup();
  await shell.cleanSubscriptions();
  await shell.delWill();
  t.same(await shell.subscriptionsByClient(), []);
  t.same(await shell.outgoingStream().toArray(), []);
  t.same(await shell.streamWill().toArray(), []);
});

t.test('a will is kept as it was decoded, and Aedes hears when that has failed', async (t) => {
  const decoded = { topic: 'w', payload: Buffer.from('x'), qos: 0, retain: false, delaySeconds: 3 } as const;
  const will = { ...decoded, properties: { willDelayInterval: 3 }, decoded };
  const kept: unknown[] = [];
  const wills = { keep: async (...call: unknown[]) => void kept.push(call) } as unknown as Wills;
  await new SessionShell(() => wills).putWill({ id: 'CP1' }, will);
  t.equal((kept[0] as unknown[])[1], decoded);
  t.match(kept, [['CP1']]);
  const failing = { keep: () => Promise.reject(new Error('disk full')) } as unknown as Wills;
  await t.rejects(new SessionShell(() => failing).putWill({ id: 'CP1' }, will), { message: 'disk full' });
});
