import type { FastifyRequest } from 'fastify';
import { callerOf } from './access.ts';
import type { ApiContext } from './context.ts';
import type { AuditEntry } from './ports.ts';

/** Records a change that has been made by the caller of a guarded route. */
export function recordChange(
  context: ApiContext,
  request: FastifyRequest,
  action: string,
  target: string,
): Promise<void> {
  const { kind, name } = callerOf(request);
  return record(context, request, { kind, name }, action, target);
}

/** Records a change by an actor whom the route itself has found out. */
export async function record(
  { ports }: ApiContext,
  request: FastifyRequest,
  actor: AuditEntry['actor'],
  action: string,
  target: string,
): Promise<void> {
  try {
    await ports.audit.append({ at: ports.clock.now(), actor, action, target, from: request.ip });
  } catch (error) {
    // The change has been made; to answer 500 now would tell the caller that it has not.
    ports.log.error({ err: error, actor, action, target }, 'change could not be recorded in the audit trail');
  }
}
