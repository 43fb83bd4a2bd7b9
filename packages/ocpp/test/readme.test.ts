import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Output } from '../src/index.ts';
import { published, reported, transmitted } from './opened-session.ts';

t.test('the example of the README does what it says', async (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  const source = example.replace('@ocpp-broker/ocpp', new URL('../src/index.js', import.meta.url).href);
  const url = `data:text/javascript,${encodeURIComponent(`${source}\nexport { up, bad, down, again };`)}`;
  const outputs = (await import(url)) as Record<'up' | 'bad' | 'down' | 'again', readonly Output[]>;
  t.match(published(outputs.up), [{ channel: 'call', action: 'Heartbeat', message: { uniqueId: 'u1' } }]);
  t.strictSame(transmitted(outputs.bad), ['[4,"u2","FormationViolation","/: extra is not a property of it",{}]']);
  t.strictSame(reported(outputs.bad), ['call_refused']);
  t.strictSame(transmitted(outputs.down), ['[3,"u1",{"currentTime":"2026-01-01T00:00:00Z"}]']);
  t.strictSame(transmitted(outputs.again), transmitted(outputs.down));
  t.strictSame(published(outputs.again), []);
});
