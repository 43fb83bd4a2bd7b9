// Writes generated/api.ts anew: `node packages/api-client/dist/generator/main.js`, after a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocument } from './api-document.ts';
import { apiTypes } from './api-types.ts';

const file = fileURLToPath(new URL('../../generated/api.ts', import.meta.url));
writeFileSync(file, apiTypes(await apiDocument()));
process.stdout.write('written: packages/api-client/generated/api.ts\n');
