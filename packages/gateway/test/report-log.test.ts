import type { Report } from '@ocpp-broker/ocpp';
import t from 'tap';
import { ReportLog, warningsMax, warningWindowMs } from '../src/report-log.ts';
import { RecordingLog } from './fixtures/recording-log.ts';

const report: Report = {
  code: 'call_refused',
  direction: 'upstream',
  action: 'X'.repeat(500),
  detail: 'no such action',
};

t.test('a report becomes a warning with its code, direction and a short action', async (t) => {
  const log = new RecordingLog();
  new ReportLog(log).write(report, 1_000_000);
  const fields = { report: 'call_refused', direction: 'upstream', action: 'X'.repeat(64) };
  t.strictSame(log.entries, [{ level: 'warn', fields, message: 'no such action' }]);
});

t.test(
  'one charge point cannot fill the log: after some warnings the rest goes to debug, until the window ends',
  async (t) => {
    const log = new RecordingLog();
    const reports = new ReportLog(log);
    const write = (count: number, now: number) => {
      for (let place = 0; place < count; place += 1) reports.write(report, now);
    };
    write(warningsMax + 30, 1_000_000);
    t.equal(log.messages('warn').length, warningsMax + 1, 'the last one says that more follow');
    t.match(log.messages('warn').at(-1), /debug/);
    t.equal(log.messages('debug').length, 30);
    write(1, 1_000_000 + warningWindowMs - 1);
    t.equal(log.messages('debug').length, 31);
    write(1, 1_000_000 + warningWindowMs);
    t.equal(log.messages('warn').length, warningsMax + 2);
  },
);
