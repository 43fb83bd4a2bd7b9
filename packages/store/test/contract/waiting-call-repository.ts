import type { Test } from 'tap';
import type { WaitingCall, WaitingCallRepository } from '../../src/index.ts';

export type WaitingCallContractParts = { readonly waitingCallsMax: number };

/** Makes an empty repository, gone when `t` ends. */
export type MakeWaitingCalls = (
  t: Test,
  parts: WaitingCallContractParts,
) => Promise<WaitingCallRepository> | WaitingCallRepository;

/** A CALL to try a repository with. */
export function waitingCall(uniqueId: string, parts: Partial<WaitingCall> = {}): WaitingCall {
  return {
    identity: 'CP1',
    uniqueId,
    action: 'Reset',
    payloadText: '{"type":"Soft"}',
    expiresAt: 1_700_000_060_000,
    replyTopic: null,
    correlationData: null,
    queuedAt: 1_700_000_000_000,
    ...parts,
  };
}

/** What every WaitingCallRepository has to do, wherever it writes behind. */
export function testWaitingCallRepository(t: Test, make: MakeWaitingCalls): void {
  t.test('what was added is there at once, in that order, and to the letter', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 10 });
    t.same(waitingCalls.all(), []);
    const calls = [
      waitingCall('u2', { identity: '__proto__', payloadText: '{"n":9007199254740993, "t":1.50}' }),
      waitingCall('u1', { replyTopic: 'csms/1/answers', correlationData: Buffer.from([0, 0xff, 0x80]) }),
      waitingCall('u3', { correlationData: Buffer.alloc(0) }),
    ];
    const keys = calls.map((call) => waitingCalls.add(call));
    t.equal(new Set(keys).size, 3);
    const kept = calls.map((call, index) => ({ ...call, key: keys[index] }));
    t.same(waitingCalls.all(), kept);
    t.equal(waitingCalls.count(), 3);
    waitingCalls.flush();
    t.same(waitingCalls.all(), kept);
  });

  t.test('correlation data stays what it was when its buffer is used again', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 10 });
    const chunk = Buffer.from('once');
    waitingCalls.add(waitingCall('u1', { correlationData: chunk }));
    chunk.fill(0);
    t.equal(waitingCalls.all()[0]?.correlationData?.toString(), 'once');
  });

  t.test('what was removed is gone, once, and the others keep their order', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 10 });
    const keys = ['u1', 'u2', 'u3'].map((uniqueId) => Number(waitingCalls.add(waitingCall(uniqueId))));
    waitingCalls.remove(keys[1] ?? 0);
    waitingCalls.remove(keys[1] ?? 0);
    waitingCalls.remove(99);
    t.same(
      waitingCalls.all().map((call) => call.uniqueId),
      ['u1', 'u3'],
    );
    t.equal(waitingCalls.count(), 2);
    const key = Number(waitingCalls.add(waitingCall('u2')));
    t.notOk(keys.includes(key), 'a key is not used again');
    t.equal(waitingCalls.all().at(-1)?.key, key);
  });

  t.test('one and the same CALL may wait twice', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 10 });
    t.not(waitingCalls.add(waitingCall('u1')), waitingCalls.add(waitingCall('u1')));
    t.equal(waitingCalls.count(), 2);
  });

  t.test('past the bound nothing is kept, until there is room again', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 2 });
    const first = Number(waitingCalls.add(waitingCall('u1')));
    waitingCalls.add(waitingCall('u2'));
    t.equal(waitingCalls.add(waitingCall('u3')), 'full');
    t.equal(waitingCalls.count(), 2);
    waitingCalls.remove(first);
    t.type(waitingCalls.add(waitingCall('u4')), 'number');
    t.same(
      waitingCalls.all().map((call) => call.uniqueId),
      ['u2', 'u4'],
    );
  });

  t.test('a time that is no whole number is refused', async (t) => {
    const waitingCalls = await make(t, { waitingCallsMax: 2 });
    for (const time of [Number.POSITIVE_INFINITY, Number.NaN, 0.5]) {
      t.throws(() => waitingCalls.add(waitingCall('u1', { expiresAt: time })), { code: 'store_invalid_value' });
      t.throws(() => waitingCalls.add(waitingCall('u1', { queuedAt: time })), { code: 'store_invalid_value' });
    }
    t.equal(waitingCalls.count(), 0);
  });
}
