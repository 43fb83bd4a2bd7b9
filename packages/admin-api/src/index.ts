export type * from './access-ports.ts';
export { type AdminApi, buildAdminApi, type InjectedRequest, type InjectedResponse } from './admin-api.ts';
export type * from './client-ports.ts';
export type * from './listener-ports.ts';
export type * from './maybe-promise.ts';
export type { AdminApiOptions } from './options.ts';
export { type AdminApiPluginOptions, adminApiPlugin } from './plugin.ts';
export type * from './ports.ts';
