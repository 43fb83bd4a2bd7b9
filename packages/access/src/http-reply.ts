import { parseAccessList } from './access-list.ts';
import type { SourceVerdict } from './login.ts';
import { isTrue } from './superuser-flag.ts';

/** What a service answered, its body read. */
export type HttpReply = { readonly status: number; readonly contentType: string | null; readonly body: string };

/**
 * Reads an answer as EMQX does: 204 is yes, 200 says what in its body (JSON, or a form), anything else has nothing to say. `now` is
 * milliseconds since 1970.
 */
export function verdictOf({ status, contentType, body }: HttpReply, now: number): SourceVerdict {
  if (status === 204) return { outcome: 'accepted', superuser: false };
  if (status !== 200)
    return { outcome: 'ignored', reason: `the service answered ${status}`, hasFailed: isFailure(status) };
  const fields = fieldsOf(contentType, body);
  if (fields === undefined)
    return { outcome: 'ignored', reason: 'the service answered something unknown', hasFailed: true };
  switch (fields.result) {
    case 'allow':
      return acceptance(fields, now);
    case 'deny':
      return { outcome: 'refused', reason: 'the service says no' };
  }
  return { outcome: 'ignored', reason: 'the service does not decide' };
}

function acceptance(fields: Fields, now: number): SourceVerdict {
  const { expire_at: expireAt, acl, is_superuser: superuser } = fields;
  if (expireAt !== undefined && !isTimeToCome(expireAt, now)) {
    return { outcome: 'refused', reason: 'expire_at of the service is no time to come' };
  }
  const expiresAt = expireAt === undefined ? undefined : expireAt * 1000;
  const parsed = acl === undefined ? undefined : parseAccessList(acl, expiresAt);
  if (parsed?.ok === false) return { outcome: 'refused', reason: `acl of the service: ${parsed.problem}` };
  return { outcome: 'accepted', superuser: isTrue(superuser), acl: parsed?.list, expiresAt };
}

/** In seconds since 1970; who writes milliseconds would never see a connection end. */
function isTimeToCome(value: unknown, now: number): value is number {
  return Number.isSafeInteger(value) && Number(value) * 1000 > now && Number(value) < now / 2;
}

/** Whether the service had no chance to decide. */
function isFailure(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(contentType: string | null, body: string): Fields | undefined {
  const [type = ''] = (contentType ?? '').split(';', 1);
  switch (type.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(body));
    case 'application/json':
      return objectOf(body);
  }
  return undefined;
}

function objectOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
