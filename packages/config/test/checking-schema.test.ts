import t from 'tap';
import { diffSettings, parseSettings } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

const modes = (message_format_mode: unknown) => ({ gateway: { ocpp: { message_format_mode } } });
const path = 'gateway.ocpp.message_format_mode';
const parse = (...documents: readonly unknown[]) =>
  parseSettings(documents.map((document) => ({ source: 'test', document })));

t.test('a message that breaks its schema is refused, unless its direction or action says otherwise', async (t) => {
  const { gateway } = parse(modes({ dnstream: 'warn', actions: { MeterValues: 'off' } }));
  t.strictSame(gateway.ocpp.message_format_mode, {
    upstream: 'reject',
    dnstream: 'warn',
    actions: { MeterValues: 'off' },
  });
});

t.test('there are three modes, and no others', async (t) => {
  t.strictSame(linesOf(modes({ upstream: false, dnstream: '', actions: { Reset: 'loud', reset: 'off' } })), [
    `${path}.actions.reset: unknown key; a name here must be an action such as BootNotification`,
    `${path}.upstream: must be reject, warn or off`,
    `${path}.dnstream: must be reject, warn or off`,
    `${path}.actions.Reset: must be reject, warn or off`,
  ]);
});

t.test('two hundred actions at most have a mode of their own', async (t) => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`A${index}`, 'off']));
  t.strictSame(pathsOf(modes({ actions: many(200) })), []);
  t.strictSame(linesOf(modes({ actions: many(201) })), [
    `${path}.actions: must be at most 200 modes under the names of actions`,
  ]);
});

t.test('null takes the mode of an action back, live', async (t) => {
  const before = parse(modes({ actions: { Reset: 'off' } }));
  const after = parse(modes({ actions: { Reset: 'off' } }), modes({ actions: { Reset: null } }));
  t.strictSame(diffSettings(before, after), [
    { path: `${path}.actions.Reset`, before: 'off', after: undefined, apply: 'live' },
  ]);
});
