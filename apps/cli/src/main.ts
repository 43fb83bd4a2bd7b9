#!/usr/bin/env node
// The process: arguments, environment, streams, exit code. Everything else is in run.ts.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Output } from './surroundings.ts';

const NODE_MAJOR_MIN = 22;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(`ocpp-broker: Node ${process.versions.node} is too old; ${NODE_MAJOR_MIN} is the least\n`);
  process.exit(1);
}

// `ocpp-broker tail | head`: whoever read has had enough, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
// Imported only now: an old Node may not even be able to read it.
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  // Opened by the commands that read it, and by no other.
  get input() {
    return process.stdin;
  },
  output: outputTo(process.stdout),
  errors: outputTo(process.stderr),
  homeFolder: homedir(),
  serverFile: fileURLToPath(new URL('../../../server/dist/src/main.js', import.meta.url)),
  version,
});

function outputTo(stream: NodeJS.WriteStream): Output {
  return {
    write: async (text) => {
      if (!stream.write(text)) await once(stream, 'drain');
    },
  };
}
