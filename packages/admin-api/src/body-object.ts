import { ApiError } from './errors.ts';
import type { SettingsDocument } from './ports.ts';

/** A body that the settings are to judge, or 400 when it is no object. */
export function bodyObject(body: unknown): SettingsDocument {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SettingsDocument;
  throw new ApiError(400, 'BAD_REQUEST', 'body: must be object');
}
