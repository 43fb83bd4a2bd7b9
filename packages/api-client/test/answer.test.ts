import t from 'tap';
import { chunksOf, parseAnswer, readText } from '../src/answer.ts';

const answer = (body: string | ReadableStream<Uint8Array> | null, type = 'application/json'): Response =>
  new Response(body, { headers: { 'content-type': type } });

t.test('a body is JSON, text or nothing, as its content type says', async (t) => {
  t.same(parseAnswer(answer('x', 'application/json; charset=utf-8'), '{"a":1}'), { a: 1 });
  t.same(parseAnswer(answer('x', 'application/problem+json'), '[]'), []);
  t.equal(parseAnswer(answer('x', 'text/plain'), '{"a":1}'), '{"a":1}');
  t.equal(parseAnswer(answer(null), ''), undefined);
  t.throws(() => parseAnswer(answer('x'), '<html>'), { code: 'UNREADABLE', status: 200 });
  t.throws(() => parseAnswer(answer('x', 'text/html; charset=utf-8'), '<html>'), { code: 'UNREADABLE', status: 200 });
});

t.test('a body beyond the bound is not read to its end', async (t) => {
  t.equal(await readText(answer('12345'), 5), '12345');
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  await t.rejects(readText(answer(endless), 10_000), { code: 'TOO_LARGE' });
  t.ok(pulled < 20, `${pulled} chunks`);
});

t.test('a character that two chunks share is whole in the text', async (t) => {
  const bytes = new TextEncoder().encode('aüb');
  const halves = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 2));
      controller.enqueue(bytes.slice(2));
      controller.close();
    },
  });
  t.equal(await readText(answer(halves), 100), 'aüb');
});

t.test('whoever stops reading chunks lets go of the body', async (t) => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const _chunk of chunksOf(answer(stream))) break;
  t.ok(cancelled);
});

t.test('a body that stops coming ends with TIMED_OUT', async (t) => {
  let cancelled = false;
  const stalled = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const read = async () => {
    for await (const chunk of chunksOf(answer(stalled), 20)) t.equal(chunk.byteLength, 1);
  };
  await t.rejects(read(), { code: 'TIMED_OUT', status: null });
  t.ok(cancelled);
});
