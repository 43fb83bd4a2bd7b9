import type { GatewayObserver } from '@ocpp-broker/gateway';

/** Whoever looks on at some of what happens in the gateway. */
export type PartialObserver = Partial<GatewayObserver>;

/** One observer that tells all of them, each what it wants to know, in their order. */
export function everyObserver(observers: readonly PartialObserver[]): GatewayObserver {
  return {
    handshake: telling(observers.flatMap(({ handshake }) => handshake ?? [])),
    connected: telling(observers.flatMap(({ connected }) => connected ?? [])),
    disconnected: telling(observers.flatMap(({ disconnected }) => disconnected ?? [])),
    frame: telling(observers.flatMap(({ frame }) => frame ?? [])),
    message: telling(observers.flatMap(({ message }) => message ?? [])),
    callEnded: telling(observers.flatMap(({ callEnded }) => callEnded ?? [])),
    published: telling(observers.flatMap(({ published }) => published ?? [])),
    reported: telling(observers.flatMap(({ reported }) => reported ?? [])),
  };
}

function telling<Facts extends readonly unknown[]>(
  listeners: readonly ((...facts: Facts) => void)[],
): (...facts: Facts) => void {
  const [only, ...others] = listeners;
  if (only === undefined) return () => {};
  if (others.length === 0) return only;
  return (...facts) => {
    for (const listen of listeners) listen(...facts);
  };
}
