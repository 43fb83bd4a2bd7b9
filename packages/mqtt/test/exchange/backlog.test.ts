import t from 'tap';
import { Backlog, type Waiting } from '../../src/exchange/backlog.ts';
import { delivery, nameOf, names, TestQueue } from './outbox-rig.ts';

const ample = { waitingMax: 100, waitingBytesMax: 1_000_000 };

/** The bytes of the PUBLISH packet of a delivery with one letter as topic and as payload. */
const letterBytes = 2 + 3 + 2 + 1 + 1;

function letters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));
}

function takeAll(backlog: Backlog): string {
  const all: Waiting[] = [];
  for (let one = backlog.next(); one !== undefined; one = backlog.next()) all.push(one);
  return names(all.map((one) => one.delivery));
}

t.test('without a durable queue what does not fit is refused, by number', async (t) => {
  const backlog = new Backlog({ ...ample, waitingMax: 2 }, undefined);
  t.same(
    letters(3).map((name) => backlog.add(delivery(name))),
    [true, true, false],
  );
  t.equal(takeAll(backlog), 'a b');
});

t.test('without a durable queue what does not fit is refused, by the bytes of the PUBLISH packets', async (t) => {
  const backlog = new Backlog({ ...ample, waitingBytesMax: 2 * letterBytes }, undefined);
  t.same(
    letters(3).map((name) => backlog.add(delivery(name))),
    [true, true, false],
  );
  t.equal(backlog.bytes, 2 * letterBytes);
  backlog.next();
  t.ok(backlog.add(delivery('d')));
  t.equal(takeAll(backlog), 'b d');
  t.equal(backlog.bytes, 0);
});

t.test('user properties count as well as payload and topic', async (t) => {
  const backlog = new Backlog({ ...ample, waitingBytesMax: 1_000 }, undefined);
  const properties = { userProperties: [['name', 'x'.repeat(600)]] as const };
  t.ok(backlog.add(delivery('a', 1, { properties })));
  t.ok(backlog.bytes > 600);
  t.notOk(backlog.add(delivery('b', 1, { properties })));
});

t.test('a single delivery always fits, however large', async (t) => {
  const backlog = new Backlog({ waitingMax: 1, waitingBytesMax: 1 }, undefined);
  t.ok(backlog.add(delivery('a')));
  t.notOk(backlog.add(delivery('b')));
  t.equal(takeAll(backlog), 'a');
});

t.test('it is empty until it was looked into the durable queue only if there is none', async (t) => {
  t.ok(new Backlog(ample, undefined).isEmpty);
  const backlog = new Backlog(ample, new TestQueue());
  t.notOk(backlog.isEmpty);
  t.equal(backlog.next(), undefined);
  t.ok(backlog.isEmpty);
});

t.test('what the durable queue held before comes first, then what is added, with nothing twice', async (t) => {
  const queue = new TestQueue();
  for (const name of ['a', 'b']) queue.enqueue(delivery(name));
  const backlog = new Backlog(ample, queue);
  backlog.add(delivery('c'), queue.enqueue(delivery('c')));
  t.equal(backlog.size, 0, 'added before the first look: left to the queue');
  t.equal(takeAll(backlog), 'a b c');
  backlog.add(delivery('d'), queue.enqueue(delivery('d')));
  t.equal(backlog.size, 1, 'nothing is before it: kept in memory');
  const looks = queue.reads.length;
  t.equal(takeAll(backlog), 'd');
  t.equal(queue.reads.length, looks, 'and not read again');
});

t.test('what was read before it is added does not come twice', async (t) => {
  const queue = new TestQueue();
  const backlog = new Backlog(ample, queue);
  const seqs = ['a', 'b', 'c'].map((name) => queue.enqueue(delivery(name)));
  t.equal(nameOf(backlog.next()?.delivery ?? delivery('nothing')), 'a');
  for (const seq of seqs) backlog.add(delivery('again'), seq);
  t.equal(takeAll(backlog), 'b c');
});

t.test('with a durable queue memory has its bound, by number, and the rest is read in order', async (t) => {
  const queue = new TestQueue();
  const backlog = new Backlog({ ...ample, waitingMax: 3 }, queue);
  backlog.next();
  for (const name of letters(10)) t.ok(backlog.add(delivery(name), queue.enqueue(delivery(name))));
  t.equal(backlog.size, 3);
  const seen: string[] = [];
  for (let one = backlog.next(); one !== undefined; one = backlog.next()) {
    seen.push(nameOf(one.delivery));
    t.ok(backlog.size <= 3);
  }
  t.same(seen, letters(10));
  t.ok(queue.reads.every((limit) => limit <= 3));
  t.ok(backlog.isEmpty);
});

t.test('with a durable queue memory has its bound, by bytes, whatever a look brings', async (t) => {
  for (const count of [5, 20]) {
    const queue = new TestQueue();
    for (const name of letters(count)) queue.enqueue(delivery(name));
    const backlog = new Backlog({ ...ample, waitingBytesMax: 2 * letterBytes }, queue);
    const seen: string[] = [];
    for (let one = backlog.next(); one !== undefined; one = backlog.next()) {
      seen.push(nameOf(one.delivery));
      t.ok(backlog.bytes <= letterBytes, 'one of two was taken');
    }
    t.same(seen, letters(count));
  }
});

t.test('large ones are soon asked for a few at a time, small ones many', async (t) => {
  const queue = new TestQueue();
  for (let at = 0; at < 300; at += 1) queue.enqueue(delivery('x'));
  t.equal(takeAll(new Backlog(ample, queue)).length, 2 * 300 - 1);
  t.same(queue.reads, [8, 16, 32, 64, 64, 64, 64], 'the last finds 52');
  queue.reads.length = 0;
  takeAll(new Backlog({ ...ample, waitingBytesMax: letterBytes }, queue));
  t.equal(Math.max(...queue.reads.slice(1)), 2);
  const asked = queue.reads.reduce((sum, limit) => sum + limit, 0);
  t.ok(asked <= 2 * 300, `${asked} for 300`);
});

t.test('what is added while it is being read is read afterwards', async (t) => {
  const queue = new TestQueue();
  queue.enqueue(delivery('a'));
  const backlog = new Backlog(ample, queue);
  queue.whileReading = () => {
    queue.whileReading = () => {};
    backlog.add(delivery('b'), queue.enqueue(delivery('b')));
  };
  t.equal(takeAll(backlog), 'a b');
  queue.whileReading = () => {
    queue.whileReading = () => {};
    backlog.add(delivery('c'), queue.enqueue(delivery('c')));
  };
  backlog.lookAgain();
  t.equal(takeAll(backlog), 'c', 'also when there was nothing to read');
});

t.test('what came into the queue past it is found when it looks again', async (t) => {
  const queue = new TestQueue();
  const backlog = new Backlog(ample, queue);
  t.equal(takeAll(backlog), '');
  queue.enqueue(delivery('a'));
  t.equal(takeAll(backlog), '');
  backlog.lookAgain();
  t.notOk(backlog.isEmpty);
  t.equal(takeAll(backlog), 'a');
});

t.test('drained, it gives all that is in memory, and takes no more from the durable queue', async (t) => {
  const queue = new TestQueue();
  for (const name of letters(4)) queue.enqueue(delivery(name));
  const backlog = new Backlog({ ...ample, waitingMax: 3 }, queue);
  backlog.next();
  t.equal(names(backlog.drain().map((one) => one.delivery)), 'b c');
  backlog.lookAgain();
  t.equal(backlog.next(), undefined);
  t.same([backlog.size, backlog.bytes], [0, 0]);

  const drainedWhileReading = new Backlog(ample, queue);
  queue.whileReading = () => drainedWhileReading.drain();
  t.equal(drainedWhileReading.next(), undefined);
});
