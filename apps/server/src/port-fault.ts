import { AccessError } from '@ocpp-broker/access';
import type { PortFault } from '@ocpp-broker/admin-api';
import { BrokerError } from '@ocpp-broker/broker';
import { StoreError } from '@ocpp-broker/store';
import { WebhookError } from '@ocpp-broker/webhooks';
import { StartError } from './start-error.ts';

/** Somebody wanted to pose as a charge point. */
export class TopicOwned extends Error {
  constructor(topic: string) {
    super(`only charge points speak on ${topic}: the topic belongs to the gateway`);
  }
}

/** What an exception of a port means to whoever called the API; undefined for a fault of ours. */
export function faultOf(error: unknown): PortFault | undefined {
  if (error instanceof TopicOwned || error instanceof AccessError || error instanceof BrokerError) {
    return { kind: 'invalid', message: error.message };
  }
  if (error instanceof StartError) {
    return { kind: 'invalid', message: error.problems.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  }
  // It was removed while it was asked for.
  if (error instanceof WebhookError && error.code === 'webhook_unknown')
    return { kind: 'invalid', message: error.message };
  if (!(error instanceof StoreError)) return undefined;
  if (error.code === 'store_busy') return { kind: 'busy', message: error.message };
  if (error.code === 'store_invalid_value' || error.code === 'store_unknown_algorithm')
    return { kind: 'invalid', message: error.message };
  return undefined;
}
