import t from 'tap';
import { optionsOf } from '../src/command.ts';
import { commands } from '../src/commands.ts';
import { exitCode } from '../src/exit-code.ts';
import { commandHelp, overview } from '../src/help.ts';

t.test('the overview has every command with what it does, and every exit code', async (t) => {
  const text = overview(commands);
  for (const { name, summary } of commands) t.match(text, `  ${name} `, summary);
  for (const code of Object.values(exitCode)) t.match(text, new RegExp(`^  ${code} +\\S`, 'm'));
  t.match(overview(commands, 'users'), /^Usage: ocpp-broker users <command>\n\n {2}users list/);
  t.notMatch(overview(commands, 'users'), 'webhooks');
});

t.test('the help of a command has its arguments, options, notes and examples, within 140 columns', async (t) => {
  for (const command of commands) {
    const text = commandHelp(command);
    t.match(text, `Usage: ocpp-broker ${command.name}`);
    for (const { name } of command.arguments ?? []) t.match(text, name);
    for (const name of Object.keys(optionsOf(command))) t.match(text, new RegExp(`^  --${name} `, 'm'), command.name);
    for (const example of command.examples ?? []) t.match(text, `  ${example}\n`);
    t.ok(
      text.split('\n').every((line) => line.length <= 140),
      command.name,
    );
  }
});

t.test('every sentence about an option begins small and has no full stop', async (t) => {
  for (const command of commands) {
    t.match(command.summary, /^[A-Z].*[^.]$/);
    for (const [name, { about }] of Object.entries(optionsOf(command))) t.match(about, /^[a-z].*[^.]$/i, name);
  }
});
