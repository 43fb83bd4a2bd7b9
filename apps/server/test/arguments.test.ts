import t from 'tap';
import { readArguments, usage } from '../src/arguments.ts';

t.test('without arguments the server starts, with the settings file of the environment if there is one', async (t) => {
  t.strictSame(readArguments([], undefined), { kind: 'start', settingsFile: undefined, isStoredIgnored: false });
  t.strictSame(readArguments([], 'of-environment.yaml'), {
    kind: 'start',
    settingsFile: 'of-environment.yaml',
    isStoredIgnored: false,
  });
});

t.test('--config outdoes the environment', async (t) => {
  const expected = { kind: 'start', settingsFile: 'mine.yaml', isStoredIgnored: false };
  t.strictSame(readArguments(['--config', 'mine.yaml'], 'of-environment.yaml'), expected);
  t.strictSame(readArguments(['--config=mine.yaml'], 'of-environment.yaml'), expected);
});

t.test('an empty OCPP_BROKER_CONFIG, as docker compose hands it on, is none', async (t) => {
  t.strictSame(readArguments([], ''), { kind: 'start', settingsFile: undefined, isStoredIgnored: false });
});

t.test('--ignore-stored leaves out what was changed over the API', async (t) => {
  t.match(readArguments(['--ignore-stored'], undefined), { kind: 'start', isStoredIgnored: true });
});

t.test('--help and --version are asked for, help first', async (t) => {
  t.strictSame(readArguments(['--help'], undefined), { kind: 'help' });
  t.strictSame(readArguments(['-h'], undefined), { kind: 'help' });
  t.strictSame(readArguments(['--version'], undefined), { kind: 'version' });
  t.strictSame(readArguments(['--version', '--help'], undefined), { kind: 'help' });
});

t.test('whatever else is said is named', async (t) => {
  for (const [args, named] of [
    [['--confg', 'mine.yaml'], /--confg/],
    [['--config'], /--config/],
    [['--version=1'], /--version/],
    [['mine.yaml'], /mine\.yaml/],
  ] as const) {
    const read = readArguments(args, undefined);
    t.match(read, { kind: 'wrong', problem: named }, args.join(' '));
  }
});

t.test('the usage names every option', async (t) => {
  for (const option of ['--config', '--ignore-stored', '--version', '--help']) t.match(usage, option);
});
