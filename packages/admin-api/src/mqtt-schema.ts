import { mqttSettingsSchema } from '@ocpp-broker/config';
import { annotationsAsExtensions } from './annotations.ts';
import type { Schema } from './operation.ts';

/** The schemas of the broker's settings. */
export const mqttSchemas: Readonly<Record<string, Schema>> = {
  MqttSettings: annotationsAsExtensions({ ...mqttSettingsSchema() }),
};
