import t from 'tap';
import { countMax, helpText, parseCommand } from '../src/command.ts';

const run = (...commandArguments: string[]) => {
  const command = parseCommand(commandArguments);
  if (command.kind !== 'run') throw new Error(JSON.stringify(command));
  return command.options;
};

t.test('without arguments one charge point runs transactions against the local server', async (t) => {
  t.same(run(), {
    url: 'ws://127.0.0.1:33033/ocpp',
    identity: 'CP1',
    count: 1,
    username: undefined,
    password: undefined,
    vendor: undefined,
    model: undefined,
    connectors: 1,
    idTag: 'SIMULATOR',
    intervalS: 10,
    idle: false,
    durationMs: undefined,
    quiet: false,
  });
});

t.test('every option is read', async (t) => {
  const text = `--url wss://host/ocpp --identity X --count 10 --username u --password p --vendor v --model m --connectors 2
    --id-tag T --interval 1m --idle --duration 500ms --quiet`;
  t.same(run(...text.split(/\s+/)), {
    url: 'wss://host/ocpp',
    identity: 'X',
    count: 10,
    username: 'u',
    password: 'p',
    vendor: 'v',
    model: 'm',
    connectors: 2,
    idTag: 'T',
    intervalS: 60,
    idle: true,
    durationMs: 500,
    quiet: true,
  });
  t.equal(run('--transactions').idle, false);
  t.equal(run('--duration', '1h').durationMs, 3_600_000);
  t.equal(run('--count', String(countMax)).count, countMax);
});

t.test('help wins, and names every option', async (t) => {
  t.same(parseCommand(['--help', '--idle']), { kind: 'help' });
  for (const option of ['url', 'identity', 'count', 'username', 'password', 'vendor', 'model', 'connectors']) {
    t.match(helpText, `--${option} `);
  }
  for (const option of ['id-tag', 'interval', 'transactions', 'idle', 'duration', 'quiet', 'help']) {
    t.match(helpText, `--${option} `);
  }
});

t.test('a wrong option is one clear line', async (t) => {
  const cases: [string[], RegExp][] = [
    [['--nope'], /^Unknown option '--nope'$/],
    [['CP1'], /^Unexpected argument 'CP1'/],
    [['--count'], /^Option '--count <value>' argument missing$/],
    [['--idle=yes'], /^Option '--idle' does not take an argument$/],
    [['--count', '0'], /^--count must be a whole number from 1 to 10000$/],
    [['--count', '10001'], /^--count must/],
    [['--count', '1e3'], /^--count must/],
    [['--connectors', '101'], /^--connectors must be a whole number from 1 to 100$/],
    [['--url', 'http://x'], /^--url must be a ws: or wss: URL, not "http:\/\/x"$/],
    [['--url', 'nowhere'], /^--url must/],
    [['--interval', '10'], /^--interval must be a time with a unit/],
    [['--interval', '500ms'], /^--interval must be at least 1s$/],
    [['--duration', 'long'], /^--duration must be a time with a unit/],
    [['--vendor', 'x'.repeat(21)], /^--vendor must have 1 to 20 characters$/],
    [['--identity', ''], /^--identity must have 1 to 255 characters$/],
    [['--idle', '--transactions'], /^--transactions and --idle exclude each other$/],
  ];
  for (const [commandArguments, problem] of cases) {
    const command = parseCommand(commandArguments);
    t.match(command, { kind: 'wrong', problem }, commandArguments.join(' '));
    if (command.kind === 'wrong') t.notMatch(command.problem, /\n/);
  }
});
