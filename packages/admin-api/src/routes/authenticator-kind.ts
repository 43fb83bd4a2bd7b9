// What the routes of MQTT authenticators share.
import type { FastifyRequest } from 'fastify';
import { recordChange } from '../audit.ts';
import { authenticationPath, authenticatorIds, type SourceName, sourceOfId } from '../authenticators.ts';
import type { ApiContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { errorReply, type Schema } from '../operation.ts';
import type { SettingsDocument } from '../ports.ts';
import { text } from '../schema-parts.ts';
import { updateMasked } from '../settings-change.ts';

/** Their chapter of the OpenAPI document. */
export const authenticatorTag = 'MQTT authentication';
/** Where the sources are found. */
export const authenticatorsUrl = '/authentication';
/** The parameter of a source's path. */
export const authenticatorParams: Readonly<Record<string, Schema>> = {
  authenticator: text('Id of the authenticator', { minLength: 1, examples: [...authenticatorIds] }),
};
/** The answer for a source that there is not. */
export const noAuthenticator = { 404: errorReply('No such authenticator') };

/** `mqtt.authentication` as it is, secrets included. */
export async function readAuthentication({ ports }: ApiContext): Promise<SettingsDocument> {
  return (await ports.mqttSettings.read()).authentication as SettingsDocument;
}

/** Lays a patch over `mqtt.authentication` and records it. */
export async function changeAuthentication(
  context: ApiContext,
  request: FastifyRequest,
  {
    action,
    target,
    patch,
    told,
  }: {
    readonly action: string;
    readonly target: string;
    readonly patch: SettingsDocument;
    /** From where on the paths of problems are told. */
    readonly told?: string;
  },
): Promise<void> {
  const root = authenticationPath.slice(0, -1);
  const where = told ?? authenticationPath.join('.');
  const detail = await updateMasked(context.ports.mqttSettings, root, { authentication: patch }, where);
  await recordChange(context, request, action, target, detail);
}

/** The source of an id in a path; 404 when there is none. */
export function sourceAt(id: string): SourceName {
  const name = sourceOfId(id);
  if (name === undefined) throw new ApiError(404, 'NOT_FOUND', 'Authenticator not found');
  return name;
}
