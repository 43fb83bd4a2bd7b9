import type { OcppVersion, PayloadValidator } from '@ocpp-broker/ocpp';
import { actionInFigures } from './connection-watch.ts';
import type { RefusedMessage } from './downstream.ts';
import type { GatewayObserver } from './observer.ts';
import type { Clock } from './ports.ts';

/** Tells an observer what came to nothing before it reached a connection. */
export function watchRefused(
  observer: GatewayObserver,
  clock: Clock,
  validatorOf: (version: OcppVersion) => Pick<PayloadValidator, 'senderOf'>,
): (refused: RefusedMessage) => void {
  return ({ identity, version, message, action, reason, origin }) => {
    if (action !== undefined) {
      const by = origin.caller === undefined ? 'csms' : 'api';
      observer.callEnded(by, actionInFigures(validatorOf(version), action), reason, null);
    }
    const at = clock.now();
    observer.message({ at, identity, version, direction: 'upstream', message, action: action ?? null });
  };
}
