// The process: arguments, environment, signals, exit codes. Everything else is in server.ts.

import { fileURLToPath } from 'node:url';
import { SettingsError } from '@ocpp-broker/config';
import { readArguments, usage } from './arguments.ts';
import { storedSource } from './live-settings.ts';
import { createLogger } from './logger.ts';
import { type Server, startServer } from './server.ts';
import { settingsLayers } from './settings-sources.ts';
import { StartError } from './start-error.ts';
import { packageVersion } from './version.ts';
import { nextSteps } from './welcome.ts';

/** A stop that takes longer than this is not one; in milliseconds. */
const stopTimeMax = 4_500;

const version = packageVersion();

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2), process.env.OCPP_BROKER_CONFIG);
  switch (asked.kind) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'version':
      process.stdout.write(`${version}\n`);
      return;
    case 'wrong':
      process.stderr.write(`ocpp-broker: ${asked.problem}\n${usage}`);
      process.exitCode = 2;
      return;
    case 'start':
      await start(asked.settingsFile, asked.isStoredIgnored);
  }
}

async function start(settingsFile: string | undefined, isStoredIgnored: boolean): Promise<void> {
  const stopAsked = stopSignal();
  const server = await startServer({
    layers: settingsLayers(settingsFile, process.env),
    isStoredIgnored,
    // An empty one is what docker compose hands on when nobody set it.
    adminPassword: process.env.OCPP_BROKER_ADMIN_PASSWORD || undefined,
    version,
    consoleDirectory: fileURLToPath(new URL('../../../console/dist/public', import.meta.url)),
    createLog: (settings) => createLogger(settings, process.stdout.isTTY === true),
    print: (text) => process.stdout.write(text),
  });
  endOnUnhandled(server);
  announce(server);
  const signal = await stopAsked;
  server.log.info({ signal }, 'stopping');
  const deadline = setTimeout(() => {
    server.log.error({}, 'stopping took too long');
    process.exit(1);
  }, stopTimeMax);
  await server.close();
  clearTimeout(deadline);
  server.log.info({}, 'stopped');
  process.exit(0);
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (isAsked) process.exit(1);
        isAsked = true;
        resolve(signal);
      });
    }
  });
}

/** A fault of ours: the state can no longer be trusted, so the process ends, with a line that says why. */
function endOnUnhandled({ log }: Server): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'an unexpected error ended the process');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function announce({ log, endpoints, settings }: Server): void {
  const { api, mqtt, ocpp } = endpoints;
  for (const { path, url } of [...ocpp, ...mqtt, api]) log.info({ url }, `listening: ${path}`);
  const { mountpoint } = settings.current.gateway.ocpp;
  const destinations = { apiUrl: api.url, chargePointUrl: ocpp[0]?.url, mqttUrl: mqtt[0]?.url, mountpoint };
  for (const step of nextSteps(destinations)) log.info({}, step);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingsError) && !(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (error instanceof SettingsError && error.problems.some(({ source }) => source === storedSource)) {
    process.stderr.write('what was changed over the API can be left out: start with --ignore-stored\n');
  }
  process.exit(1);
}
