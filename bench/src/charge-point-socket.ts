import { basicAuthorization } from '@ocpp-broker/simulator';
import { WebSocket } from 'ws';
import type { ChargePointAccount } from './candidate.ts';

const handshakeTimeMaxMsUsual = 20_000;

/** Sockets that are opened at the same time where nobody asks how fast that goes. */
const socketsAtOnce = 50;

/** Opens the socket of one charge point; rejects when the server refuses it or does not answer in time. */
export async function openChargePoint(
  url: string,
  { identity, login }: ChargePointAccount,
  handshakeTimeMaxMs = handshakeTimeMaxMsUsual,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/${encodeURIComponent(identity)}`, 'ocpp1.6', {
    headers: login === undefined ? {} : { authorization: basicAuthorization(login.username, login.password) },
    perMessageDeflate: false,
    skipUTF8Validation: true,
    handshakeTimeout: handshakeTimeMaxMs,
  });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  socket.once('open', () => resolve(socket));
  // Later errors are followed by a close, which whoever holds the socket looks at.
  socket.on('error', reject);
  return promise;
}

/** Opens the sockets of many charge points, some at a time, and hands back all of them; when one fails the others are closed. */
export async function openChargePoints(
  url: string,
  accounts: readonly ChargePointAccount[],
): Promise<readonly WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let first = 0; first < accounts.length; first += socketsAtOnce) {
    const some = accounts.slice(first, first + socketsAtOnce);
    const settled = await Promise.allSettled(some.map((account) => openChargePoint(url, account)));
    for (const one of settled) if (one.status === 'fulfilled') sockets.push(one.value);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed === undefined) continue;
    for (const socket of sockets) socket.terminate();
    throw failed.reason;
  }
  return sockets;
}
