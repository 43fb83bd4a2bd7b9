import { type AdminApiPorts, buildAdminApi } from '@ocpp-broker/admin-api';
import type { ApiDocument } from './api-types.ts';

/** The OpenAPI document of the API as it is now. */
export async function apiDocument(): Promise<ApiDocument> {
  const api = await buildAdminApi({}, portsThatNobodyAsks());
  try {
    const { body } = await api.inject({ method: 'GET', url: '/api-spec.json' });
    return JSON.parse(body) as ApiDocument;
  } finally {
    await api.close();
  }
}

/** The document depends on no port but the version; routes may pick parts of the others while they are registered, and call none. */
function portsThatNobodyAsks(): AdminApiPorts {
  const part: object = new Proxy(() => undefined, { get: (_target, name) => (name === 'then' ? undefined : part) });
  const node = { status: () => ({ node: '', version: '0', startedAt: 0, running: true, connections: 0 }) };
  return new Proxy({} as AdminApiPorts, { get: (_target, name) => (name === 'node' ? node : part) });
}
