import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { optionsOf } from '../src/command.ts';
import { commands } from '../src/commands.ts';
import { exitCodeMeanings } from '../src/exit-code.ts';
import { manual } from '../src/manual.ts';

const page = manual(commands);

t.test('docs/cli.md is what the commands say today', async (t) => {
  const file = fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url));
  t.ok(readFileSync(file, 'utf8') === page, 'build, then run: node apps/cli/dist/src/docs-main.js');
});

t.test('it tells every command with its options, and every exit code', async (t) => {
  const sections = page.split(/^### /m);
  for (const command of commands) {
    const section = sections.find((one) => new RegExp(`^\`ocpp-broker ${command.name}( [<[][^\`]*)?\`\n`).test(one));
    t.ok(section, command.name);
    for (const name of Object.keys(command.options ?? {})) t.match(section, `\`--${name}`, `${command.name} --${name}`);
    for (const name of Object.keys(optionsOf(command))) t.match(page, `\`--${name}`);
  }
  for (const [code, meaning] of exitCodeMeanings) t.match(page, `| ${code} | ${meaning} |`);
});

t.test('no cell of a table holds what would end it', async (t) => {
  for (const line of page.split('\n').filter((one) => one.startsWith('|'))) {
    t.match(line.split('|').length, /^[4-6]$/, line);
  }
});
