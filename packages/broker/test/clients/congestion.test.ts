import { PassThrough } from 'node:stream';
import { mock } from 'node:test';
import t from 'tap';
import type { Carrier } from '../../src/carrier.ts';
import { Congestion, publisherPatienceMs, stalledAfterMs } from '../../src/clients/congestion.ts';

function carrierThatSent(bytesSent: () => number): Carrier {
  return {
    stream: new PassThrough(),
    remoteAddress: '',
    remotePort: 0,
    bytesReceived: () => 0,
    bytesSent,
    unsentBytes: () => 1,
    onReceived: () => () => undefined,
    onClosed: () => undefined,
    terminate: () => undefined,
  };
}

t.beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
t.afterEach(() => mock.timers.reset());

t.test('publishers go on when the client has taken everything', async (t) => {
  const congestion = new Congestion(
    carrierThatSent(() => 0),
    () => t.fail('not stalled'),
  );
  const done: number[] = [];
  congestion.hold(() => done.push(1));
  congestion.hold(() => done.push(2));
  t.same(done, []);
  congestion.drained();
  t.same(done, [1, 2]);
  mock.timers.tick(10 * stalledAfterMs);
});

t.test('publishers wait once, and then no more until the client has caught up', async (t) => {
  const congestion = new Congestion(
    carrierThatSent(() => 0),
    () => undefined,
  );
  const done: number[] = [];
  congestion.hold(() => done.push(1));
  mock.timers.tick(publisherPatienceMs);
  t.same(done, [1]);
  congestion.hold(() => done.push(2));
  t.same(done, [1, 2], 'the patience is used up');
  congestion.drained();
  congestion.hold(() => done.push(3));
  t.same(done, [1, 2], 'it is there again');
  congestion.drained();
});

t.test('a client on which nothing moves is told of once; one on which a little moves is not', async (t) => {
  let sent = 0;
  let stalls = 0;
  const congestion = new Congestion(
    carrierThatSent(() => sent),
    () => {
      stalls += 1;
    },
  );
  congestion.hold(() => undefined);
  for (let at = 0; at < 5; at += 1) {
    sent += 1;
    mock.timers.tick(stalledAfterMs);
  }
  t.equal(stalls, 0);
  mock.timers.tick(stalledAfterMs);
  t.equal(stalls, 1);
  mock.timers.tick(5 * stalledAfterMs);
  t.equal(stalls, 1);
  congestion.drained();
});
