import type { Caller } from './access.ts';
import type { ApiContext } from './context.ts';

/** Whether somebody who was let in would be let in again: the token has not ended, the key is there, enabled and not expired. */
export async function isStillLetIn(caller: Caller, { tokens, ports }: ApiContext): Promise<boolean> {
  switch (caller.kind) {
    case 'user':
      return tokens.check(caller.token).kind === 'valid';
    case 'api_key': {
      const key = await ports.apiKeys.find(caller.name);
      return key?.enabled === true && (key.expiresAt === null || key.expiresAt > ports.clock.now());
    }
  }
}
