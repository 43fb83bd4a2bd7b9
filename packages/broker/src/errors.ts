/** What the caller did that the broker cannot do; `code` is stable, or the system's own (`EADDRINUSE`). */
export class BrokerError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokerError';
    this.code = code;
  }
}

/** The failure of `listen` as an operator can act on it: the address, and what is the matter with it. */
export function bindError(error: unknown, bind: string): BrokerError {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'LISTEN_FAILED';
  const reason = error instanceof Error ? error.message : String(error);
  return new BrokerError(code, `cannot listen on ${bind}: ${explain(code) ?? reason}`, { cause: error });
}

function explain(code: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return 'the address is in use (EADDRINUSE)';
    case 'EACCES':
      return 'permission denied (EACCES)';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address (EADDRNOTAVAIL)';
    case 'ENOTFOUND':
      return 'the host name is unknown (ENOTFOUND)';
    default:
      return undefined;
  }
}
