import type { Candidate } from './candidate.ts';
import { floor } from './candidate-floor.ts';
import { ocppRpcMosquitto, wsMosquitto } from './candidate-mosquitto.ts';
import { ocppBroker, ocppBrokerUnvalidated } from './candidate-ocpp-broker.ts';

/** Everything that can be measured, in the order of the tables; ratios are taken to the floor where it takes part. */
export const candidates: readonly Candidate[] = [
  ocppBroker,
  ocppBrokerUnvalidated,
  floor,
  ocppRpcMosquitto,
  wsMosquitto,
];
