import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { readInput } from '../src/read-input.ts';
import { temporaryFolder } from './fixtures/run-command.ts';
import { surroundings } from './fixtures/surroundings.ts';

t.test('a file or standard input is read whole, as far as it may go', async (t) => {
  const homeFolder = temporaryFolder(t);
  const file = join(homeFolder, 'x');
  writeFileSync(file, 'übung');
  const here = () => surroundings({ homeFolder, input: Readable.from([Buffer.from([0xc3]), Buffer.from([0xbc])]) });
  t.equal(await readInput(file, 6, here()), 'übung');
  t.equal(await readInput('-', 2, here()), 'ü');
  await t.rejects(readInput(file, 5, here()), { exitCode: 2, message: /x holds more than 5 bytes/ });
  await t.rejects(readInput('-', 1, here()), { exitCode: 2, message: /standard input holds more/ });
  await t.rejects(readInput(join(homeFolder, 'nowhere'), 9, here()), {
    exitCode: 2,
    message: /cannot be read \(ENOENT\)/,
  });
  await t.rejects(readInput(homeFolder, 9, here()), { exitCode: 2, message: /EISDIR/ });
});
