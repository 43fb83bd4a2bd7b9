import { PassThrough, Readable } from 'node:stream';
import t from 'tap';
import { Given } from '../src/given.ts';
import { readPassword } from '../src/password-input.ts';
import { surroundings, terminal } from './fixtures/surroundings.ts';

const homeFolder = '/nowhere';
const piped = new Given([], new Map([['password-stdin', []]]));
const asked = new Given([], new Map());

t.test('--password-stdin takes the first line, whatever ends it', async (t) => {
  for (const [text, password] of [
    ['pass word ü\n', 'pass word ü'],
    ['one\r\ntwo\n', 'one'],
    ['bare', 'bare'],
    [' kept \n', ' kept '],
  ] as const) {
    const input = Readable.from([Buffer.from(text).subarray(0, 3), Buffer.from(text).subarray(3)]);
    t.equal(await readPassword(piped, surroundings({ homeFolder, input }), true), password);
  }
});

t.test('an empty one, and one without an end, are refused', async (t) => {
  for (const text of ['', '\n', '\r\nsecond\n']) {
    const input = Readable.from([Buffer.from(text)]);
    await t.rejects(readPassword(piped, surroundings({ homeFolder, input }), false), { exitCode: 2, message: /empty/ });
  }
  const endless = new Readable({ read: (size) => void endless.push(Buffer.alloc(size, 97)) });
  await t.rejects(readPassword(piped, surroundings({ homeFolder, input: endless }), false), {
    exitCode: 2,
    message: /more/,
  });
});

t.test('without a terminal there is nobody to ask', async (t) => {
  await t.rejects(readPassword(asked, surroundings({ homeFolder, input: new PassThrough() }), false), {
    exitCode: 2,
    message: /--password-stdin/,
  });
});

t.test('what is typed is not shown, can be corrected, and the keyboard is given back', async (t) => {
  const input = terminal();
  const here = surroundings({ homeFolder, input });
  const password = readPassword(asked, here, false);
  input.write('se');
  input.write('x\u007fcret😀\u0008\r');
  t.equal(await password, 'secret');
  t.equal(here.written.errors, 'Password: \n');
  t.equal(here.written.output, '');
  t.same(input.modes, [true, false]);
});

t.test('a new password is typed twice, the same', async (t) => {
  const type = (first: string, second: string) => {
    const input = terminal();
    const here = surroundings({ homeFolder, input });
    const password = readPassword(
      asked,
      {
        ...here,
        errors: {
          write: async (text) => {
            if (text === 'Password: ') setImmediate(() => input.write(first));
            if (text === 'Again: ') setImmediate(() => input.write(second));
          },
        },
      },
      true,
    );
    return password;
  };
  t.equal(await type('abc\n', 'abc\n'), 'abc');
  await t.rejects(type('abc\n', 'abd\n'), { message: /different/ });
  await t.rejects(type('\n', '\n'), { message: /empty/ });
});

t.test('Ctrl-C and a terminal that is gone end it, and the keyboard is given back', async (t) => {
  for (const end of [(input: PassThrough) => input.write('ab\u0003'), (input: PassThrough) => input.end()]) {
    const input = terminal();
    const password = readPassword(asked, surroundings({ homeFolder, input }), false);
    end(input);
    await t.rejects(password, { code: 'INTERRUPTED' });
    t.same(input.modes, [true, false]);
  }
});
