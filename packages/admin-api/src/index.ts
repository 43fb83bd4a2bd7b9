export { type AdminApi, buildAdminApi, type InjectedRequest, type InjectedResponse } from './admin-api.ts';
export type { AdminApiOptions } from './options.ts';
export { type AdminApiPluginOptions, adminApiPlugin } from './plugin.ts';
export type * from './ports.ts';
