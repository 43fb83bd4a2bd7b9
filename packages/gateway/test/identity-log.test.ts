import t from 'tap';
import { IdentityLog } from '../src/identity-log.ts';
import { RecordingLog } from './fixtures/recording-log.ts';

t.test('every line names the identity before what else it tells', async (t) => {
  const lines = new RecordingLog();
  const log = new IdentityLog(lines, 'CP1');
  for (const level of ['info', 'warn', 'error', 'debug', 'trace'] as const) log[level]({ code: 1000 }, `a ${level}`);
  t.strictSame(
    lines.entries.map(({ level, message }) => [level, message]),
    ['info', 'warn', 'error', 'debug', 'trace'].map((level) => [level, `a ${level}`]),
  );
  for (const { fields } of lines.entries)
    t.strictSame(Object.entries(fields), Object.entries({ identity: 'CP1', code: 1000 }));
});

t.test('a child of it names the identity too', async (t) => {
  const lines = new RecordingLog();
  new IdentityLog(lines, 'CP1').child({ room: 'frames' }).info({ bytes: 2 }, 'a frame');
  t.strictSame(lines.entries[0]?.fields, { identity: 'CP1', room: 'frames', bytes: 2 });
});
