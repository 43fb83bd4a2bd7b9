import t from 'tap';
import { optionsOf } from '../src/command.ts';
import { commands } from '../src/commands.ts';

t.test('every command has a name of its own, of one word or two, and no group is a command', async (t) => {
  const names = commands.map(({ name }) => name);
  t.equal(new Set(names).size, names.length);
  for (const name of names) t.match(name, /^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?$/);
  for (const name of names.filter((one) => one.includes(' '))) t.notOk(names.includes(name.split(' ')[0] ?? ''), name);
});

t.test('no optional argument stands before one that is not', async (t) => {
  for (const { name, arguments: known = [] } of commands) {
    const optional = known.findIndex(({ isOptional }) => isOptional === true);
    t.ok(optional < 0 || known.slice(optional).every(({ isOptional }) => isOptional === true), name);
  }
});

t.test('what a command asks the server for, it can be told where and as whom', async (t) => {
  const local = commands.filter((command) => !('url' in optionsOf(command))).map(({ name }) => name);
  t.same(local, ['start', 'check-config', 'logout', 'completion']);
});
