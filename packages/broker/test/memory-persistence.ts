// Aedes' own persistence in memory, as Aedes finds it, with the types of what the tests change in it.
import { createRequire } from 'node:module';

type Packet = { readonly topic: string; readonly messageId?: number };

export type MemoryPersistence = {
  outgoingEnqueueCombi(subscriptions: readonly unknown[], packet: Packet): Promise<unknown>;
  subscriptionsByTopic(topic: string): Promise<unknown>;
  cleanSubscriptions(client: { readonly id: string }): Promise<unknown>;
  incomingGetPacket(client: { readonly id: string }, packet: { readonly messageId: number }): Promise<unknown>;
};

/** It is a dependency of Aedes, not of ours, so it is resolved from there. */
export function memoryPersistence(): MemoryPersistence {
  const fromHere = createRequire(import.meta.url);
  const fromAedes = createRequire(fromHere.resolve('aedes'));
  return fromAedes('aedes-persistence')();
}
