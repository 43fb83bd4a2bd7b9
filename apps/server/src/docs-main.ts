// Writes docs/settings.md from the schema of the settings: `npm run docs`.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsMarkdown } from '@ocpp-broker/config';

const file = fileURLToPath(new URL('../../../../docs/settings.md', import.meta.url));
writeFileSync(file, settingsMarkdown());
process.stdout.write(`written: docs/settings.md\n`);
