// What a change changed, as the audit trail keeps it.
import { secretMask } from '@ocpp-broker/config';
import type { AuditDetail } from './audit-ports.ts';

type Fields = Readonly<Record<string, unknown>>;

// Settings are masked by their schema; this is for what comes by another way, now or after a change that forgot it.
const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...['password', 'old_pwd', 'new_pwd', 'password_hash', 'salt'],
  ...['secret', 'api_secret', 'token', 'authorization', 'ticket'],
]);
const DEPTH_MAX = 20;

/** The parts of two documents that differ, objects compared field by field, everything else as a whole. */
export function differences(before: unknown, after: unknown): AuditDetail {
  if (isFields(before) && isFields(after)) return differencesOfFields(before, after);
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** A JSON value with a mask for the texts that stand under the name of a secret; what is nested too deep is left out. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (depth > DEPTH_MAX) return null;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isSecret = typeof part === 'string' && part !== '' && SECRET_NAMES.has(name.toLowerCase());
      return [name, isSecret ? secretMask : withoutSecrets(part, depth + 1)];
    }),
  );
}

function differencesOfFields(before: Fields, after: Fields): AuditDetail {
  const was: [string, unknown][] = [];
  const is: [string, unknown][] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [own(before, name), own(after, name)];
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    const inner = differences(old, now);
    if (Object.hasOwn(inner, 'before')) was.push([name, inner.before]);
    if (Object.hasOwn(inner, 'after')) is.push([name, inner.after]);
  }
  return {
    ...(was.length === 0 ? {} : { before: Object.fromEntries(was) }),
    ...(is.length === 0 ? {} : { after: Object.fromEntries(is) }),
  };
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
