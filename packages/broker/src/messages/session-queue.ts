import type { DurableQueue } from '@ocpp-broker/mqtt';
import type { MessageStore } from '../message-store.ts';

/** The part of the store that holds what one session is to get; `failed` is called when a commit has failed. */
export function sessionQueue(store: MessageStore, clientId: string, failed: (error: Error) => void): DurableQueue {
  return {
    read: (afterSeq, limit) => store.read(clientId, afterSeq, limit),
    sent: (seq, messageId) => store.sent(seq, messageId),
    released: (seq) => store.released(seq),
    done: (seq) => store.done(clientId, seq),
    afterCommit: (done) =>
      store.afterCommit((error) => {
        if (error === undefined) done();
        else failed(error);
      }),
  };
}
