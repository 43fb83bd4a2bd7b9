import type { FastifyInstance } from 'fastify';
import { authorize } from './access.ts';
import { registerBodies } from './bodies.ts';
import { CallSender } from './calls-sender.ts';
import { hasConsole, isConsolePage, registerConsole, sendConsolePage } from './console.ts';
import type { ApiContext } from './context.ts';
import { ApiError, sendError } from './errors.ts';
import { Tickets } from './event-stream-tickets.ts';
import { FailureThrottle, type ThrottleOptions } from './failure-throttle.ts';
import { ReadinessCheck } from './health-check.ts';
import { registerHeaders } from './http-headers.ts';
import { registerOpenApi } from './openapi.ts';
import { type AdminApiOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import type { AdminApiPorts } from './ports.ts';
import { typeQuery } from './query.ts';
import { adminUserRoutes } from './routes/admin-user-routes.ts';
import { apiKeyRoutes } from './routes/api-key-routes.ts';
import { asyncApiRoute } from './routes/async-api-route.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { gatewayAuthenticationRoutes, mqttAuthenticationRoutes } from './routes/authentication-routes.ts';
import { authenticatorRoutes } from './routes/authenticator-routes.ts';
import { authorizationRoutes } from './routes/authorization-routes.ts';
import { authorizationSourceRoutes } from './routes/authorization-source-routes.ts';
import { backupRoutes } from './routes/backup-routes.ts';
import { banRoutes } from './routes/ban-routes.ts';
import { callRoutes } from './routes/calls-routes.ts';
import { gatewayClientRoutes, mqttClientRoutes } from './routes/client-routes.ts';
import { dataRoutes } from './routes/data-routes.ts';
import { frameRoutes } from './routes/frames-routes.ts';
import { gatewayRoutes } from './routes/gateway-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { gatewayListenerRoutes, mqttListenerRoutes } from './routes/listener-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { mqttSettingsRoutes } from './routes/mqtt-settings-routes.ts';
import { nodeRoutes } from './routes/node-routes.ts';
import { ownSessionRoutes } from './routes/own-session-routes.ts';
import { publishRoute } from './routes/publish-route.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { sharedTopicRuleRoutes } from './routes/shared-topic-rule-routes.ts';
import { statsRoutes } from './routes/stats-routes.ts';
import { statusRoute } from './routes/status-route.ts';
import { topicRuleRoutes } from './routes/topic-rule-routes.ts';
import { webhookDeadLetterRoutes } from './routes/webhook-dead-letter-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { sharedSchemas } from './schemas.ts';
import { TokenStore } from './tokens.ts';

/** What the plug-in is registered with. */
export type AdminApiPluginOptions = {
  readonly options?: AdminApiOptions;
  readonly ports: AdminApiPorts;
  /** Is given what takes new options over while the server runs, see `AdminApi.reconfigure`. */
  readonly onReady?: (reconfigure: (options: AdminApiOptions) => void) => void;
};

const BASE_PATH = '/api/v5';

/** The whole HTTP API, its documentation and the console, as a Fastify plug-in for a server's root. */
export async function adminApiPlugin(server: FastifyInstance, given: AdminApiPluginOptions): Promise<void> {
  const options = resolveOptions(given.options ?? {});
  const context = makeContext(options, given.ports);
  const { version } = await given.ports.node.status();
  const consoleIsThere = hasConsole(options.consoleDirectory);

  server.decorateRequest('caller', null);
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, given.ports));
  server.setNotFoundHandler((request, reply) =>
    consoleIsThere && isConsolePage(request)
      ? sendConsolePage(reply)
      : sendError(new ApiError(404, 'NOT_FOUND', 'There is nothing at this path'), request, reply, given.ports),
  );
  // What the schemas describe is what the routes print; a second opinion on each answer would only cost time.
  server.setSerializerCompiler(() => (data) => JSON.stringify(data));
  registerBodies(server);
  let { corsOrigins } = options;
  await registerHeaders(server, () => corsOrigins);
  given.onReady?.((changed) => {
    const resolved = resolveOptions(changed);
    corsOrigins = resolved.corsOrigins;
    context.tokens.reconfigure(resolved);
    context.callSender.reconfigure(resolved);
    context.loginFailures.reconfigure(throttleOptions(resolved, resolved.loginFailuresMax));
    context.apiKeyFailures.reconfigure(throttleOptions(resolved, resolved.apiKeyFailuresMax));
  });
  await registerOpenApi(server, version);
  for (const [name, schema] of Object.entries(sharedSchemas)) server.addSchema({ ...schema, $id: name });

  const readiness = new ReadinessCheck(given.ports);
  await server.register(async (api) => registerApi(api, context, readiness), { prefix: BASE_PATH });
  statusRoute(server, context, 'getStatusAtRoot');
  healthRoutes(server, context, readiness, { health: 'getHealthAtRoot', readiness: 'getReadinessAtRoot' });
  if (consoleIsThere) await registerConsole(server, options.consoleDirectory);
  else registerSignpost(server, version);
}

function makeContext(options: ResolvedOptions, ports: AdminApiPorts): ApiContext {
  const throttle = (failuresMax: number): FailureThrottle =>
    new FailureThrottle(throttleOptions(options, failuresMax), ports.clock);
  return {
    options,
    ports,
    tokens: new TokenStore(options, ports.clock),
    callSender: new CallSender(ports.calls, options),
    tickets: new Tickets(options, ports.clock),
    loginFailures: throttle(options.loginFailuresMax),
    apiKeyFailures: throttle(options.apiKeyFailuresMax),
  };
}

function throttleOptions(
  { failureWindowMs: windowMs, failureAddressesMax: addressesMax }: ResolvedOptions,
  failuresMax: number,
): ThrottleOptions {
  return { failuresMax, windowMs, addressesMax };
}

function registerApi(api: FastifyInstance, context: ApiContext, readiness: ReadinessCheck): void {
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    await authorize(request, context);
  });
  api.addHook('onRoute', (route) => {
    if (route.config?.mayTakeLong !== true) route.handlerTimeout = context.options.answerTimeoutMs;
  });
  api.addHook('preValidation', async (request) => typeQuery(request));
  statusRoute(api, context, 'getStatus');
  sessionRoutes(api, context);
  ownSessionRoutes(api, context);
  adminUserRoutes(api, context);
  healthRoutes(api, context, readiness, { health: 'getHealth', readiness: 'getReadiness' });
  nodeRoutes(api, context);
  statsRoutes(api, context);
  metricsRoutes(api, context);
  gatewayRoutes(api, context);
  gatewayClientRoutes(api, context);
  callRoutes(api, context);
  frameRoutes(api, context);
  gatewayAuthenticationRoutes(api, context);
  gatewayListenerRoutes(api, context);
  asyncApiRoute(api, context);
  mqttClientRoutes(api, context);
  authenticatorRoutes(api, context);
  mqttAuthenticationRoutes(api, context);
  mqttListenerRoutes(api, context);
  mqttSettingsRoutes(api, context);
  authorizationRoutes(api, context);
  authorizationSourceRoutes(api, context);
  topicRuleRoutes(api, context);
  sharedTopicRuleRoutes(api, context);
  banRoutes(api, context);
  publishRoute(api, context);
  apiKeyRoutes(api, context);
  auditRoutes(api, context);
  dataRoutes(api, context);
  backupRoutes(api, context);
  webhookRoutes(api, context);
  webhookDeadLetterRoutes(api, context);
}

/** What stands at `/` when there is no console. */
function registerSignpost(server: FastifyInstance, version: string): void {
  server.get('/', { schema: { hide: true } }, async () => ({
    name: 'ocpp-broker',
    version,
    api: BASE_PATH,
    documentation: '/api-docs',
    specification: '/api-spec.json',
    status: '/status',
  }));
}
