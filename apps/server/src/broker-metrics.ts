import type { BrokerEvent } from '@ocpp-broker/broker';
import { Counter, type Registry } from 'prom-client';

/** Registers what is counted of the MQTT broker's events, and counts them. */
export function brokerMetrics(registry: Registry): (event: BrokerEvent) => void {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `ocpp_broker_mqtt_${name}_total`, help, labelNames, registers: [registry] });

  const connected = counter('connects', 'MQTT clients that connected.', 'listener');
  const disconnected = counter(
    'disconnects',
    'MQTT clients that left, by the reason code if we ended it.',
    'reason_code',
  );
  const refused = counter('connects_refused', 'Connections that were turned away.', 'reason');
  const cut = counter('clients_cut', 'Clients that were cut off.', 'reason');
  const publishes = counter('publishes_refused', 'Publishes that the topic rules forbid.');
  const subscribes = counter('subscribes_refused', 'Subscriptions that the topic rules forbid.');
  const dropped = counter('deliveries_dropped', 'Messages that did not reach a client, or were not kept.', 'reason');
  const failures = counter('store_failures', 'Failures of the store where nobody waited for the answer.');
  return (event) => {
    switch (event.kind) {
      case 'connected':
        connected.inc({ listener: event.listenerId });
        break;
      case 'disconnected':
        disconnected.inc({ reason_code: event.reasonCode === null ? 'none' : String(event.reasonCode) });
        break;
      case 'connection-refused':
        refused.inc({ reason: event.reason });
        break;
      case 'publish-refused':
        publishes.inc();
        break;
      case 'subscribe-refused':
        subscribes.inc();
        break;
      case 'message-dropped':
        dropped.inc({ reason: event.reason });
        break;
      case 'client-cut':
        cut.inc({ reason: event.reason });
        break;
      case 'failed':
        failures.inc();
        break;
    }
  };
}
