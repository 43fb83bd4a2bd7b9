import t from 'tap';
import { type Command, commonOptions, optionsOf, remoteOptions } from '../src/command.ts';
import { commands } from '../src/commands.ts';

t.test('a command has its own options, those of the server where it asks one, and those of all', async (t) => {
  const command: Command = { name: 'x', summary: 'X', options: { mine: { about: 'it' } }, run: async () => 0 };
  t.same(Object.keys(optionsOf(command)), ['mine', 'json', 'help']);
  t.same(Object.keys(optionsOf({ ...command, isRemote: true })), ['mine', 'url', 'key', 'token', 'json', 'help']);
});

t.test('no command gives an option of all another meaning', async (t) => {
  for (const { name, options = {} } of commands) {
    const shared = Object.keys({ ...commonOptions, ...remoteOptions });
    t.same(
      Object.keys(options).filter((option) => shared.includes(option)),
      [],
      name,
    );
  }
});
