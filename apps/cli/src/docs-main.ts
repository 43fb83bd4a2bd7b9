// Writes docs/cli.md from the commands.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commands } from './commands.ts';
import { manual } from './manual.ts';

writeFileSync(fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url)), manual(commands));
process.stdout.write('written: docs/cli.md\n');
