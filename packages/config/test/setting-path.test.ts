import t from 'tap';
import { pathId, pathText } from '../src/setting-path.ts';

t.test('a path is shown dotted, in one short printable line', async (t) => {
  t.equal(pathText(['gateway', 'ocpp', 'charge_points', 'Site.A/1']), 'gateway.ocpp.charge_points.Site.A/1');
  t.equal(pathText(['a\u001b[31m\nb', 'x'.repeat(1000)]), `a?[31m?b.${'x'.repeat(64)}…`);
  t.equal(pathText([]), '');
});

t.test('two paths that are shown alike are still two', async (t) => {
  t.not(pathId(['a', 'b']), pathId(['a.b']));
  t.equal(pathId(['a', 'b']), pathId(['a', 'b']));
});
