import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { operation, reply } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import { readMasked, updateMasked } from '../settings-change.ts';

const TAG = 'MQTT settings';
const URL = '/configs/mqtt';
const SCHEMA = 'MqttSettings';
const PATH = ['mqtt'];

// These have paths of their own, or are not changed over the API.
const APART: readonly string[] = ['listeners', 'authentication'];

/** The broker's settings. */
export function mqttSettingsRoutes(api: FastifyInstance, context: ApiContext): void {
  const { mqttSettings } = context.ports;
  const shown = async (): Promise<SettingsDocument> => {
    const entries = Object.entries(await readMasked(mqttSettings, PATH));
    return Object.fromEntries(entries.filter(([key]) => !APART.includes(key)));
  };

  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'getMqttSettings',
      tag: TAG,
      summary: 'Show the settings of the MQTT broker',
      replies: { 200: reply('The settings, but for listeners and authentication', SCHEMA) },
    }),
    handler: shown,
  });

  api.route({
    ...operation({
      method: 'PUT',
      url: URL,
      id: 'updateMqttSettings',
      tag: TAG,
      summary: 'Change settings of the MQTT broker while it runs',
      description:
        'The body is merged onto the settings as they are: what is left out stays, and null brings a setting back to its default. ' +
        'All of it is applied or, when one value is wrong, nothing. Some settings hold for connections made from then on, ' +
        'some after the next start (`x-apply` says which).',
      body: { $ref: `${SCHEMA}#` },
      replies: { 200: reply('The settings as they are now', SCHEMA) },
    }),
    // The settings' own room judges the document: it names every problem, where a schema's first would be one.
    validatorCompiler: () => () => true,
    handler: async (request) => {
      const patch = patchOf(request.body);
      const detail = await updateMasked(mqttSettings, PATH, patch);
      await recordChange(context, request, 'update mqtt settings', Object.keys(patch).join(', '), detail);
      return shown();
    },
  });
}

function patchOf(body: unknown): SettingsDocument {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError(400, 'BAD_REQUEST', 'body: must be object');
  }
  const apart = APART.find((key) => Object.hasOwn(body, key));
  if (apart !== undefined) throw new ApiError(400, 'BAD_REQUEST', `${apart}: is not changed here`);
  return body as SettingsDocument;
}
