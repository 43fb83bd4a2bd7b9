import type { FastifyRequest } from 'fastify';
import { callerOf } from './access.ts';
import type { AuditDetail, AuditEntry } from './audit-ports.ts';
import { addressOf } from './caller-address.ts';
import type { ApiContext } from './context.ts';
import { withoutSecrets } from './differences.ts';

/** Records a change that has been made by the caller of a guarded route; what it was about is stripped of secrets once more. */
export function recordChange(
  context: ApiContext,
  request: FastifyRequest,
  action: string,
  target: string,
  detail?: AuditDetail,
): Promise<void> {
  const { kind, name } = callerOf(request);
  return record(context, request, { kind, name }, { action, target, ...(detail === undefined ? {} : { detail }) });
}

/** Records a change by an actor whom the route itself has found out. */
export async function record(
  { ports }: ApiContext,
  request: FastifyRequest,
  actor: AuditEntry['actor'],
  { action, target, detail }: { readonly action: string; readonly target: string; readonly detail?: AuditDetail },
): Promise<void> {
  try {
    await ports.audit.append({
      at: ports.clock.now(),
      actor,
      action,
      target,
      from: addressOf(request),
      detail: detail === undefined ? null : (withoutSecrets(detail) as AuditDetail),
    });
  } catch (error) {
    // The change has been made; to answer 500 now would tell the caller that it has not.
    ports.log.error({ err: error, actor, action, target }, 'change could not be recorded in the audit trail');
  }
}
