import t from 'tap';
import { formatBytes, formatCount } from '../src/amount-format.ts';

t.test('thousands are set apart', async (t) => {
  t.strictSame([0, 999, 1_000, 1_234_567].map(formatCount), ['0', '999', '1\u202f000', '1\u202f234\u202f567']);
});

t.test('bytes have the unit in which they are read best', async (t) => {
  t.strictSame([0, 1_023, 1_024, 1_536, 48_213, 102_400, 20 * 1024 ** 2, 5 * 1024 ** 5].map(formatBytes), [
    '0 B',
    '1023 B',
    '1 KB',
    '1.5 KB',
    '47.1 KB',
    '100 KB',
    '20 MB',
    '5120 TB',
  ]);
});
