import type { BrokerEvent } from '@ocpp-broker/broker';
import { Counter, type Registry } from 'prom-client';
import { SeriesCounter } from './series-counter.ts';

/** Registers what is counted of the MQTT broker's events, and counts them. */
export function brokerMetrics(registry: Registry): (event: BrokerEvent) => void {
  const nameOf = (name: string) => `ocpp_broker_mqtt_${name}_total`;
  const counter = <const Label extends string>(name: string, help: string, label: Label) =>
    new SeriesCounter({ registry, name: nameOf(name), help, labelNames: [label] });
  const total = (name: string, help: string) => new Counter({ name: nameOf(name), help, registers: [registry] });

  const connected = counter('connects', 'MQTT clients that connected.', 'listener');
  const disconnected = counter(
    'disconnects',
    'MQTT clients that left, by the reason code if we ended it.',
    'reason_code',
  );
  const refused = counter('connects_refused', 'Connections that were turned away.', 'reason');
  const cut = counter('clients_cut', 'Clients that were cut off.', 'reason');
  const dropped = counter('deliveries_dropped', 'Messages that did not reach a client, or were not kept.', 'reason');
  const publishes = total('publishes_refused', 'Publishes that the topic rules forbid.');
  const subscribes = total('subscribes_refused', 'Subscriptions that the topic rules forbid.');
  const failures = total('store_failures', 'Failures of the store where nobody waited for the answer.');
  return (event) => {
    switch (event.kind) {
      case 'connected':
        connected.add([event.listenerId]);
        break;
      case 'disconnected':
        disconnected.add([event.reasonCode === null ? 'none' : String(event.reasonCode)]);
        break;
      case 'connection-refused':
        refused.add([event.reason]);
        break;
      case 'publish-refused':
        publishes.inc();
        break;
      case 'subscribe-refused':
        subscribes.inc();
        break;
      case 'message-dropped':
        dropped.add([event.reason]);
        break;
      case 'client-cut':
        cut.add([event.reason]);
        break;
      case 'failed':
        failures.inc();
        break;
    }
  };
}
