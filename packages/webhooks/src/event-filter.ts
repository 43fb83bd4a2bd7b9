import { type EventKind, messageKinds, presenceKinds, type WebhookEvent } from './webhook-event.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** The actions of a kind that are wanted; all of them, and those without one. */
type Actions = ReadonlySet<string> | 'all';

/** The kinds that are wanted. */
export type WantedKinds = ReadonlyMap<EventKind, Actions>;

const allKinds: readonly EventKind[] = [...presenceKinds, ...messageKinds];
const controlCharacter = /\p{Cc}/u;

/** What is wrong with an entry of `events`; undefined when it can be used. */
export function filterProblem(text: string): string | undefined {
  const { kinds, action } = readFilter(text);
  if (kinds.length > 0 && (action === undefined || /^[^.*\s\p{Cc}]{1,100}$/u.test(action))) return undefined;
  return `has ${JSON.stringify(text)}, which is no event: it has to be *, chargepoint.*, client.*, one of ${allKinds.join(' ')}, or one of ${messageKinds.join(' ')} with a dot and an action`;
}

/** What is wrong with an entry of `identities`; undefined when it can be used. */
export function identityProblem(text: string): string | undefined {
  const isUsable = text !== '' && text.length <= 65_535 && !controlCharacter.test(text);
  return isUsable ? undefined : 'has an entry that is empty, too long, or holds control characters';
}

/** Reads entries that have been checked. */
export function wantedKinds(filters: readonly string[]): WantedKinds {
  return union(
    filters.map((text) => {
      const { kinds, action } = readFilter(text);
      const actions: Actions = action === undefined ? 'all' : new Set([action]);
      return new Map(kinds.map((kind) => [kind, actions]));
    }),
  );
}

/** Everything that is in one of `parts`. */
export function union(parts: readonly WantedKinds[]): WantedKinds {
  const whole = new Map<EventKind, Actions>();
  for (const [kind, actions] of parts.flatMap((part) => [...part])) {
    const before = whole.get(kind) ?? new Set();
    whole.set(kind, before === 'all' || actions === 'all' ? 'all' : new Set([...before, ...actions]));
  }
  return whole;
}

/** Whether an event of this kind and action is among `wanted`. */
export function isWanted(wanted: WantedKinds, kind: EventKind, action: string | undefined): boolean {
  const actions = wanted.get(kind);
  if (actions === undefined) return false;
  return actions === 'all' || (action !== undefined && actions.has(action));
}

/** Which events go to one hook. */
export class EventFilter {
  readonly wanted: WantedKinds;
  readonly #identities: ReadonlySet<string>;
  readonly #prefixes: readonly string[];
  readonly #direction: WebhookOptions['direction'];

  /** Of options that have been checked. */
  constructor({ events, identities, direction }: Pick<WebhookOptions, 'events' | 'identities' | 'direction'>) {
    this.wanted = wantedKinds(events);
    this.#identities = new Set(identities.filter((text) => !text.endsWith('*')));
    this.#prefixes = identities.filter((text) => text.endsWith('*')).map((text) => text.slice(0, -1));
    this.#direction = direction;
  }

  matches(event: WebhookEvent): boolean {
    if (!isWanted(this.wanted, event.kind, event.action)) return false;
    const { direction } = event;
    if (direction !== undefined && this.#direction !== 'both' && direction !== this.#direction) return false;
    return this.#takes(event.identity);
  }

  #takes(identity: string): boolean {
    if (this.#identities.size === 0 && this.#prefixes.length === 0) return true;
    return this.#identities.has(identity) || this.#prefixes.some((prefix) => identity.startsWith(prefix));
  }
}

function readFilter(text: string): { readonly kinds: readonly EventKind[]; readonly action?: string } {
  if (text === '*') return { kinds: allKinds };
  const exact = allKinds.filter((kind) => kind === text);
  if (exact.length > 0) return { kinds: exact };
  const dot = text.indexOf('.');
  if (dot < 0) return { kinds: [] };
  const before = text.slice(0, dot);
  const after = text.slice(dot + 1);
  if (after === '*') return { kinds: presenceKinds.filter((kind) => kind.startsWith(`${before}.`)) };
  return { kinds: messageKinds.filter((kind) => kind === before), action: after };
}
