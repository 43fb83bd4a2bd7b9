// What a simulated charge point does, as lines for a terminal. No idTag and no password appears in them.

import type { ChargePoint } from './charge-point.ts';
import { HandshakeRefused } from './errors.ts';

/** Writes a line for every event of a charge point; with `quiet` for problems only. */
export function writeEventLines(chargePoint: ChargePoint, write: (line: string) => void, quiet: boolean): void {
  const problem = (text: string) => write(`${chargePoint.identity} ${text}`);
  const news = quiet ? () => {} : problem;
  chargePoint.on('open', (subprotocol) => news(`connected (${subprotocol === '' ? 'no subprotocol' : subprotocol})`));
  chargePoint.on('close', ({ code, reason }) =>
    news(`disconnected with ${code}${reason === '' ? '' : ` (${reason})`}`),
  );
  chargePoint.on('reconnecting', ({ delayMs, cause }) => {
    const next = `next attempt in ${seconds(delayMs)}`;
    if (cause === undefined) news(next);
    else problem(`${refusal(cause)}; ${next}`);
  });
  chargePoint.on('lost', () => problem('stays disconnected'));
  chargePoint.on('booted', (status, intervalS) => news(`booted: ${status}, interval ${intervalS} s`));
  chargePoint.on('call', (call) => news(`was asked for ${call.action}`));
  chargePoint.on('answer', (_answer, call) => {
    if (call.action === 'Heartbeat') news('heartbeat');
  });
  chargePoint.on('state', (connectorId, status) => news(`connector ${connectorId} is ${status}`));
  chargePoint.on('transaction', ({ kind, connectorId, transactionId, energyWh, reason }) => {
    const what = kind === 'metered' ? 'charges' : `${kind}${reason === undefined ? '' : ` (${reason})`}`;
    news(`connector ${connectorId} transaction ${transactionId} ${what}, ${energyWh} Wh`);
  });
  chargePoint.on('reboot', (kind) => news(`reboots (${kind})`));
  chargePoint.on('problem', (error) => problem(`problem: ${error.message}`));
}

function refusal(cause: unknown): string {
  if (cause instanceof HandshakeRefused) return `was refused with HTTP status ${cause.status}`;
  return cause instanceof Error ? cause.message : String(cause);
}

function seconds(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(1)} s`;
}
