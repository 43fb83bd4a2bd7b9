import t from 'tap';
import { namedMax, type Refusal, type RefusalEvent, RefusalLog } from '../src/refusal-log.ts';
import { ManualClock } from './listener-rig.ts';

function start() {
  const lines: Record<string, unknown>[] = [];
  const events: RefusalEvent[] = [];
  const clock = new ManualClock();
  const silent = () => undefined;
  const warn = (fields: object, message: string) => void lines.push({ ...fields, message });
  const log = new RefusalLog(
    { debug: silent, info: silent, error: silent, warn },
    (event) => events.push(event),
    clock,
  );
  return { lines, events, clock, log };
}

const ofAddress = (remoteAddress: string): Refusal => ({ reason: 'connection-rate', listenerId: 'one', remoteAddress });

t.test('every refusal is counted, and an address has its line once a minute', async (t) => {
  const { lines, events, clock, log } = start();
  for (let at = 0; at < 5; at += 1) log.refused(ofAddress('192.0.2.1'));
  log.refused({ ...ofAddress('192.0.2.2'), reason: 'proxy-header', problem: 'it is none' });
  t.equal(events.length, 6);
  t.strictSame(events[0], { kind: 'connection-refused', reason: 'connection-rate', listenerId: 'one' });
  t.match(lines, [
    { listener: 'one', remoteAddress: '192.0.2.1', reason: 'connection-rate', message: 'connection refused' },
    { remoteAddress: '192.0.2.2', reason: 'proxy-header', problem: 'it is none' },
  ]);
  clock.advance(59_000);
  log.refused(ofAddress('192.0.2.1'));
  t.equal(lines.length, 2);
  clock.advance(1_000);
  log.refused(ofAddress('192.0.2.1'));
  t.equal(lines.length, 3);
});

t.test('a listener has its line once a minute for each reason', async (t) => {
  const { lines, log } = start();
  for (const listenerId of ['one', 'two'])
    for (const reason of ['too-many-connections', 'connection-rate'] as const)
      for (let at = 0; at < 3; at += 1) log.refused({ reason, listenerId });
  t.equal(lines.length, 4);
  t.match(lines[0], { listener: 'one', reason: 'too-many-connections', message: 'new connections are closed' });
});

t.test('a flood from everywhere writes ten lines a second at the most, and is counted in full', async (t) => {
  const { lines, events, clock, log } = start();
  const flood = () => {
    for (let at = 0; at < 1_000; at += 1) log.refused(ofAddress(`10.0.${at >> 8}.${at & 255}`));
  };
  flood();
  t.equal(lines.length, 10);
  clock.advance(60_000);
  flood();
  t.equal(lines.length, 20);
  t.equal(events.length, 2_000);
});

t.test('of more addresses than are remembered the oldest may have another line', async (t) => {
  const { lines, clock, log } = start();
  log.refused(ofAddress('192.0.2.1'));
  for (let at = 0; at < namedMax; at += 1) log.refused(ofAddress(`10.0.${at >> 8}.${at & 255}`));
  clock.advance(1_000);
  log.refused(ofAddress('192.0.2.1'));
  t.equal(lines.filter(({ remoteAddress }) => remoteAddress === '192.0.2.1').length, 2);
});
