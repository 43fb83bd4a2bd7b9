import type { LeafSchema, NamedSchema } from './setting-schema.ts';

// Three times the actions of OCPP 2.1, so that those of vendors have their place too.
const actionsMax = 200;

/** Entries under the names of OCPP actions, live; `things` are what the entries are called. */
export const actionMap = (things: string, description: string, entry: LeafSchema): NamedSchema => ({
  type: 'object',
  description,
  apply: 'live',
  default: {},
  propertyNames: { pattern: '^[A-Z][A-Za-z0-9-]{0,63}$', expects: 'an action such as BootNotification' },
  additionalProperties: entry,
  maxProperties: actionsMax,
  expects: `at most ${actionsMax} ${things} under the names of actions`,
});
