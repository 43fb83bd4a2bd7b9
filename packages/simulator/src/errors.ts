import type { IncomingHttpHeaders } from 'node:http';

/** Base of everything that the simulator throws on purpose; `code` is stable and meant for programs. */
export class SimulatorError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The server answered the WebSocket handshake with an HTTP response instead of 101 (code `HANDSHAKE_REFUSED`). */
export class HandshakeRefused extends SimulatorError {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;

  constructor(status: number, headers: IncomingHttpHeaders, body: string) {
    super('HANDSHAKE_REFUSED', `the server refused the handshake with HTTP status ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** No HTTP answer at all, or one that is no valid WebSocket upgrade (code `CONNECTION_FAILED`); the reason is in `cause`. */
export class ConnectionFailed extends SimulatorError {
  constructor(cause: unknown) {
    super('CONNECTION_FAILED', `no connection: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The connection went away while something waited for it (code `CONNECTION_CLOSED`), with the WebSocket close code and reason. */
export class ConnectionClosed extends SimulatorError {
  readonly closeCode: number;
  readonly reason: string;

  constructor(closeCode: number, reason: string) {
    super('CONNECTION_CLOSED', `the connection closed with ${closeCode}${reason === '' ? '' : ` (${reason})`}`);
    this.closeCode = closeCode;
    this.reason = reason;
  }
}

/** What was awaited did not come within its time (code `WAIT_TIMED_OUT`). */
export class WaitTimedOut extends SimulatorError {
  constructor(what: string, waitMs: number) {
    super('WAIT_TIMED_OUT', `${what} did not come within ${waitMs} ms`);
  }
}

/** More arrived than the inbox of a raw charge point holds, so something was lost (code `INBOX_OVERFLOWED`). */
export class InboxOverflowed extends SimulatorError {
  constructor(framesMax: number) {
    super('INBOX_OVERFLOWED', `more than ${framesMax} frames waited to be read; the newer ones are lost`);
  }
}

/** There is no connection to send on (code `NOT_CONNECTED`). */
export class NotConnected extends SimulatorError {
  constructor() {
    super('NOT_CONNECTED', 'the charge point is not connected');
  }
}

/** The server answered a CALL of ours with a CALLERROR (code `CALL_ERROR`). */
export class CallErrorReceived extends SimulatorError {
  readonly errorCode: string;
  readonly errorDescription: string;
  readonly errorDetails: Readonly<Record<string, unknown>>;

  constructor(
    action: string,
    errorCode: string,
    errorDescription: string,
    errorDetails: Readonly<Record<string, unknown>>,
  ) {
    super(
      'CALL_ERROR',
      `${action} was answered with ${errorCode}${errorDescription === '' ? '' : `: ${errorDescription}`}`,
    );
    this.errorCode = errorCode;
    this.errorDescription = errorDescription;
    this.errorDetails = errorDetails;
  }
}

/** A CALL of ours got no answer in time (code `CALL_TIMED_OUT`). */
export class CallTimedOut extends SimulatorError {
  constructor(action: string, timeoutMs: number) {
    super('CALL_TIMED_OUT', `${action} was not answered within ${timeoutMs} ms`);
  }
}

/** Too many CALLs wait already (code `CALL_QUEUE_FULL`). */
export class CallQueueFull extends SimulatorError {
  constructor(action: string, callsMax: number) {
    super('CALL_QUEUE_FULL', `${action} was not queued: ${callsMax} calls wait already`);
  }
}

/** The charge point was closed while a CALL waited (code `CLOSED`). */
export class ChargePointClosed extends SimulatorError {
  constructor() {
    super('CLOSED', 'the charge point was closed');
  }
}

/** Whether something failed only because the connection is gone. */
export function isLoss(error: unknown): boolean {
  return error instanceof ConnectionClosed || error instanceof NotConnected || error instanceof ChargePointClosed;
}

/** No transaction can start or stop here; `reason` says why, in a word or two (code `TRANSACTION_REFUSED`). */
export class TransactionRefused extends SimulatorError {
  readonly reason: string;

  constructor(connectorId: number, reason: string) {
    super('TRANSACTION_REFUSED', `no transaction on connector ${connectorId}: ${reason}`);
    this.reason = reason;
  }
}

/** Thrown by whoever answers a CALL of the server, and sent as CALLERROR (code `CALL_REFUSED`). */
export class CallRefused extends SimulatorError {
  readonly errorCode: string;
  readonly errorDetails: Readonly<Record<string, unknown>>;

  constructor(errorCode: string, errorDescription = '', errorDetails: Readonly<Record<string, unknown>> = {}) {
    super('CALL_REFUSED', errorDescription);
    this.errorCode = errorCode;
    this.errorDetails = errorDetails;
  }
}
