// `npm run demo`: see demo.ts. Settings from the environment apply (OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND, …).

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@ocpp-broker/config';
import { type Demo, startDemo } from './demo.ts';
import { createLogger } from './logger.ts';
import { settingsLayers } from './settings-sources.ts';
import { StartError } from './start-error.ts';
import { packageVersion } from './version.ts';
import { boxed } from './welcome.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocpp-broker-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let demo: Demo | undefined;
try {
  demo = await startDemo({
    folder,
    layers: settingsLayers(process.env.OCPP_BROKER_CONFIG, process.env),
    version: packageVersion(),
    consoleDirectory: fileURLToPath(new URL('../../../console/dist/public', import.meta.url)),
    createLog: (settings) => createLogger(settings, process.stdout.isTTY === true),
    print: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  });
} catch (error) {
  if (!(error instanceof SettingsError) && !(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

process.stdout.write(boxed(demo.instructions));
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    void demo?.close().then(() => process.exit(0));
  });
}
