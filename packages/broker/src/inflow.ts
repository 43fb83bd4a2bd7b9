import type { AedesClient } from './aedes-internals.ts';
import { BrokerError } from './errors.ts';

/**
 * Lets Aedes read the next bytes of a client when it has done with those before. Aedes itself takes every 'readable'
 * event for one packet done, so that a client whose packets come one to a chunk (large ones, or WebSocket frames) is
 * never held back: 64 MB were taken in while the store stood still.
 */
export function readOneBatchAtATime(client: AedesClient): void {
  const { conn, _nextBatch: readNext } = client;
  if (!conn.listeners('readable').includes(readNext)) {
    throw new BrokerError('AEDES_CHANGED', 'this version of Aedes reads otherwise than the broker expects');
  }
  conn.removeListener('readable', readNext);
  let hasBegun = false;
  conn.on('readable', () => {
    // It counts the packets under way, and begins at one although there is none.
    if (hasBegun && client._parsingBatch > 0) return;
    hasBegun = true;
    readNext();
  });
}
