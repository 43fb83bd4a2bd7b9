import type { FastifyInstance } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { operation, reply } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import { updateMasked } from '../settings-change.ts';

const TAG = 'MQTT authorization';
const URL = '/authorization/settings';
const SCHEMA = 'AuthorizationSettings';
const NAMES: readonly string[] = ['no_match', 'deny_action', 'charge_point_topics'];

// Part of EMQX's body. There is no cache to set: a changed rule counts at once.
const IGNORED: readonly string[] = ['cache', 'sources'];

/** What becomes of what no topic rule speaks of, and of what is denied. */
export function authorizationRoutes(api: FastifyInstance, context: ApiContext): void {
  const { mqttSettings } = context.ports;
  const shown = async (): Promise<object> => {
    const { authorization } = await mqttSettings.read();
    const entries = Object.entries(authorization as SettingsDocument);
    return { ...Object.fromEntries(entries.filter(([key]) => NAMES.includes(key))), cache: { enable: false } };
  };

  api.route({
    ...operation({
      method: 'GET',
      url: URL,
      id: 'getAuthorizationSettings',
      tag: TAG,
      summary: 'Show what becomes of what no topic rule speaks of',
      replies: { 200: reply('The settings', SCHEMA) },
    }),
    handler: shown,
  });

  api.route({
    ...operation({
      method: 'PUT',
      url: URL,
      id: 'updateAuthorizationSettings',
      tag: TAG,
      summary: 'Change what becomes of what no topic rule speaks of',
      description: 'What is left out stays as it is; `cache` and `sources` are ignored.',
      body: {
        type: 'object',
        properties: {
          no_match: { type: 'string', description: '`allow` or `deny`' },
          deny_action: { type: 'string', description: '`ignore` or `disconnect`' },
          charge_point_topics: { type: 'string', description: '`users`, `rules` or `open`' },
        },
      },
      replies: { 200: reply('The settings as they are now', SCHEMA) },
    }),
    handler: async (request) => {
      const body = (request.body ?? {}) as SettingsDocument;
      const given = Object.entries(body).filter(([key]) => !IGNORED.includes(key));
      const unknown = given.find(([key]) => !NAMES.includes(key));
      if (unknown !== undefined) throw new ApiError(400, 'BAD_REQUEST', `${unknown[0].slice(0, 64)}: unknown key`);
      const authorization = Object.fromEntries(given);
      const detail = await updateMasked(mqttSettings, ['mqtt'], { authorization }, 'mqtt.authorization');
      await recordChange(
        context,
        request,
        'update authorization settings',
        Object.keys(authorization).join(', '),
        detail,
      );
      return shown();
    },
  });
}
