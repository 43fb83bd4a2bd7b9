/** What an operator gave that cannot be used: a key, a network, a rule that is none. */
export class AccessError extends Error {
  readonly code: 'access_invalid_option' | 'access_invalid_ban' | 'access_invalid_rule';

  constructor(code: AccessError['code'], message: string) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
  }
}
