import t from 'tap';
import { statsSchemas } from '../src/stats-schema.ts';

t.test('stats are told whole, metrics as far as they are counted', async (t) => {
  const required = (name: string) => statsSchemas[name]?.required as readonly string[];
  t.equal(required('AllStats').length, 22);
  t.ok(required('NodeStats').includes('node'));
  t.ok(required('AllMetrics').includes('bytes.received'));
  t.notOk(required('AllMetrics').includes('session.created'));
});
