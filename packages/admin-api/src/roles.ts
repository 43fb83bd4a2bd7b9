import type { Role } from './ports.ts';

/**
 * Who may use a route: anybody; anybody who has signed in; whoever has at least that role; or, when nothing is told, whoever may read
 * for GET and administrators for the rest.
 */
export type Access = 'open' | 'signed_in' | 'by_role' | 'operator' | 'administrator';

/** Every role, the least first: each may do what those before it may. */
export const roles: readonly Role[] = ['viewer', 'operator', 'administrator'];

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The least role that may use a route of that method; null for an open one. */
export function leastRole(access: Access, method: string): Role | null {
  switch (access) {
    case 'open':
      return null;
    case 'signed_in':
      return 'viewer';
    case 'by_role':
      return READING.has(method) ? 'viewer' : 'administrator';
    case 'operator':
    case 'administrator':
      return access;
  }
}

/** Whether a role is enough. */
export function isEnough(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
