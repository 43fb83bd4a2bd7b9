import t from 'tap';
import type { Command } from '../src/command.ts';
import { readCommandLine } from '../src/command-line.ts';

const command = (name: string, more: Partial<Command> = {}): Command => ({
  name,
  summary: `It does ${name}`,
  run: async () => 0,
  ...more,
});
const commands = [
  command('call', {
    arguments: [
      { name: 'identity', about: 'who' },
      { name: 'payload', about: 'what', isOptional: true },
    ],
    options: { timeout: { value: '<time>', about: 'how long' }, id: { value: '<id>', about: 'which', isList: true } },
    isRemote: true,
  }),
  command('users add', { options: { realm: { value: '<realm>', about: 'whose', choices: ['ocpp', 'mqtt'] } } }),
  command('users list'),
  command('completion', { arguments: [{ name: 'shell', about: 'which', choices: ['bash', 'zsh'] }] }),
];
const read = (line: string) => readCommandLine(line === '' ? [] : line.split(' '), commands);

t.test('a command is found by one word or two, with its arguments and options in any order', async (t) => {
  const asked = read('call --json CP1 --timeout=5s - --id a --id b');
  if (asked.kind !== 'run') throw new Error(asked.kind);
  const { given } = asked;
  t.equal(asked.command.name, 'call');
  t.same(given.arguments, ['CP1', '-']);
  t.equal(given.text('timeout'), '5s');
  t.same(given.list('id'), ['a', 'b']);
  t.ok(given.has('json'));
  t.notOk(given.has('url'));
  t.match(read('users list'), { kind: 'run', command: { name: 'users list' } });
  t.match(read('call -- --json'), { kind: 'run', given: { arguments: ['--json'] } }, 'after -- all are arguments');
});

t.test('help is of one command, of a group, or of all', async (t) => {
  for (const line of ['', '--help', '-h', 'help']) t.same(read(line), { kind: 'overview', group: undefined }, line);
  for (const line of ['users', 'users --help', 'help users'])
    t.same(read(line), { kind: 'overview', group: 'users' }, line);
  for (const line of ['users add --help', 'users add -h', 'help users add', 'users add x y z --help']) {
    t.match(read(line), { kind: 'help', command: { name: 'users add' } }, line);
  }
  t.same(read('--version'), { kind: 'version' });
});

t.test('what is not known is an error that names what is near', async (t) => {
  const cases: readonly (readonly [line: string, message: RegExp])[] = [
    ['cal CP1', /unknown command “cal”, did you mean call\?/],
    ['nonsense', /unknown command “nonsense”; ocpp-broker --help/],
    ['users ad', /unknown command “users ad”, did you mean users add\?/],
    ['help usres', /unknown command/],
    ['call CP1 --timout 5s', /unknown option --timout, did you mean --timeout\?/],
    ['call CP1 --zzz', /unknown option --zzz; ocpp-broker call --help/],
    ['call CP1 -t 5s', /unknown option -t/],
    ['call CP1 --__proto__', /unknown option/],
    ['call', /<identity> is missing: ocpp-broker call <identity> \[payload\]/],
    ['call CP1 {} more', /no use for “more”/],
    ['call CP1 --timeout', /--timeout needs a value: --timeout <time>/],
    ['call CP1 --timeout --json', /--timeout needs a value/],
    ['call CP1 --json=yes', /--json takes no value/],
    ['users add --realm ocp', /--realm must be ocpp, mqtt; did you mean ocpp\?/],
    ['completion fish', /<shell> must be bash, zsh/],
    ['--json', /unknown command/],
  ];
  for (const [line, message] of cases) t.throws(() => read(line), { message, exitCode: 2, code: 'USAGE' }, line);
});
