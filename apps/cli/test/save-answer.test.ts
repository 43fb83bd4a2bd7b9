import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { printAnswer, refuseExisting, saveAnswer } from '../src/save-answer.ts';
import { temporaryFolder } from './fixtures/run-command.ts';
import { surroundings } from './fixtures/surroundings.ts';

const broken = (): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(3));
        controller.error(new TypeError('terminated'));
      },
    }),
  );

t.test('an answer is saved whole, privately, under its name only', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'x');
  // A draft of an earlier time, open to all.
  writeFileSync(`${file}.part`, 'a longer text than the new one');
  chmodSync(`${file}.part`, 0o666);
  t.equal(await saveAnswer(new Response('übung'), file, false), 6);
  t.equal(readFileSync(file, 'utf8'), 'übung');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.same(readdirSync(folder), ['x']);
  await t.rejects(saveAnswer(new Response('new'), file, false), { code: 'FILE_EXISTS' });
  t.throws(() => refuseExisting(file), { code: 'FILE_EXISTS' });
  t.equal(await saveAnswer(new Response(null), file, true), 0);
  t.equal(readFileSync(file, 'utf8'), '');
});

t.test('an answer that breaks off leaves what was there', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'x');
  writeFileSync(file, 'old');
  await t.rejects(saveAnswer(broken(), file, true), { code: 'UNREACHABLE' });
  t.equal(readFileSync(file, 'utf8'), 'old');
  t.same(readdirSync(folder), ['x']);
  await t.rejects(saveAnswer(new Response('x'), join(folder, 'no', 'where'), true), { code: 'FILE_UNWRITABLE' });
  await t.rejects(printAnswer(broken(), surroundings({ homeFolder: folder }).output), { code: 'UNREACHABLE' });
});

t.test('a character that two chunks share is printed whole', async (t) => {
  const halves = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new Uint8Array([0xc3]));
      controller.enqueue(new Uint8Array([0xbc]));
      controller.close();
    },
  });
  const here = surroundings({ homeFolder: '/nowhere' });
  await printAnswer(new Response(halves), here.output);
  t.equal(here.written.output, 'ü');
});
