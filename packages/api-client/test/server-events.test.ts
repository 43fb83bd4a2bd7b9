import t from 'tap';
import { EventAssembler, type ServerEvent } from '../src/server-events.ts';

const read = (...pieces: readonly string[]): readonly ServerEvent[] => {
  const assembler = new EventAssembler();
  return pieces.flatMap((piece) => assembler.push(piece));
};

t.test('fields make an event at the empty line, whatever ends the lines', async (t) => {
  const expected = [{ event: 'frame', data: 'a\nb', id: '3' }];
  t.same(read('id: 3\nevent: frame\ndata: a\ndata:b\n\n'), expected);
  t.same(read('id: 3\r\nevent: frame\r\ndata: a\r\ndata:b\r\n\r\n'), expected);
  t.same(read('id: 3\revent: frame\rdata: a\rdata:b\r\r', ':\n'), expected);
});

t.test('where the pieces are cut makes no difference', async (t) => {
  const text = ':c\r\n\r\nevent: e\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n';
  const whole = read(text);
  t.equal(whole.length, 2);
  for (let cut = 0; cut <= text.length; cut += 1)
    t.same(read(text.slice(0, cut), text.slice(cut)), whole, `cut at ${cut}`);
});

t.test('comments, unknown fields and events without data are nothing; a field without a colon is empty', async (t) => {
  t.same(read(': heartbeat\n\nretry: 5\n\nevent: x\n\n'), []);
  t.same(read('data\n\n'), [{ event: 'message', data: '', id: '' }]);
});

t.test('an event that never ends is refused, in one line or in many', async (t) => {
  const megabyte = 'x'.repeat(1_048_576);
  t.throws(() => read('data: ', ...Array.from({ length: 5 }, () => megabyte)), { code: 'TOO_LARGE' });
  t.throws(() => read(...Array.from({ length: 5 }, () => `data: ${megabyte}\n`)), { code: 'TOO_LARGE' });
});
