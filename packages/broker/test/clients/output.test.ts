import { Writable } from 'node:stream';
import t from 'tap';
import { Output, OutputBatch } from '../../src/clients/output.ts';

/** Notes how many pieces each call to the system would carry. */
function recorder(): { stream: Writable; calls: string[][] } {
  const calls: string[][] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      calls.push([String(chunk)]);
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { stream, calls };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

t.test('what is written within one turn is handed over together, in order', async (t) => {
  const batch = new OutputBatch();
  const [first, second] = [recorder(), recorder()];
  const [one, two] = [new Output(first.stream as never, batch), new Output(second.stream as never, batch)];
  one.write(Buffer.from('a'));
  two.write(Buffer.from('x'));
  first.stream.write('b');
  one.write(Buffer.from('c'));
  t.same(first.calls, []);
  await nextTurn();
  t.same(first.calls, [['a', 'b', 'c']]);
  t.same(second.calls, [['x']]);
  one.write(Buffer.from('d'));
  await nextTurn();
  t.same(first.calls.at(-1), ['d']);
});

t.test('it is handed over at once when that is asked for, or when there is much of it', async (t) => {
  const { stream, calls } = recorder();
  const output = new Output(stream as never, new OutputBatch());
  output.write(Buffer.from('a'));
  output.flush();
  t.same(calls, [['a']]);
  output.flush();
  output.write(Buffer.alloc(64 * 1024));
  t.equal(calls.length, 2);
  output.write(Buffer.from('b'));
  t.equal(calls.length, 2);
  await nextTurn();
  t.same(calls[2], ['b']);
});

t.test('it is full from a write that the peer does not take until it has drained', async (t) => {
  const stream = new Writable({ highWaterMark: 10, write: () => undefined });
  const output = new Output(stream as never, new OutputBatch());
  output.write(Buffer.alloc(5));
  t.notOk(output.isFull);
  t.equal(output.write(Buffer.alloc(10)), false);
  t.ok(output.isFull);
  output.write(Buffer.alloc(1));
  t.ok(output.isFull);
  output.drained();
  t.notOk(output.isFull);
});
