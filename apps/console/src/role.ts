import type { Schemas } from '@ocpp-broker/api-client';

/** What somebody who has signed in may do; each may what those before it may. */
export type Role = Schemas['AdminUser']['role'];

/** The roles with what they mean, for choices. */
export const roleOptions: readonly (readonly [Role, string])[] = [
  ['administrator', 'Administrator: may do everything'],
  ['operator', 'Operator: may kick, send and keep users of clients'],
  ['viewer', 'Viewer: may only read'],
];

/** The role under a name; the least one for a name that this console does not know. */
export function roleOf(name: string): Role {
  return name === 'administrator' || name === 'operator' ? name : 'viewer';
}

/** May kick clients, send messages, and keep the users of clients. */
export function mayAct(role: Role): boolean {
  return role !== 'viewer';
}

/** May change the server: settings, listeners, webhooks, API keys, users of the console. */
export function mayChange(role: Role): boolean {
  return role === 'administrator';
}

/** `Operator, may not change settings` */
export function roleWords(role: Role): string {
  switch (role) {
    case 'administrator':
      return 'Administrator';
    case 'operator':
      return 'Operator, may not change settings';
    case 'viewer':
      return 'Viewer, may only read';
  }
}
