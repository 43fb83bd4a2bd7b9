import { readFileSync } from 'node:fs';
import t from 'tap';
import { everyOne, StartError, systemReason } from '../src/start-error.ts';
import { problemsOf } from './fixtures/settings.ts';

const wrongPort = { path: 'api.bind', message: 'the port is in use' };
const wrongFile = { path: 'api.bootstrap_file', message: 'there is none' };

t.test('a StartError says every problem on a line of its own, path first', async (t) => {
  const error = new StartError([wrongPort, wrongFile]);
  t.equal(
    error.message,
    'ocpp-broker cannot start:\n  api.bind: the port is in use\n  api.bootstrap_file: there is none',
  );
  t.equal(error.code, 'cannot_start');
  t.strictSame(error.problems, [wrongPort, wrongFile]);
});

t.test('every step is taken, and the problems of all come in one error', async (t) => {
  const taken: string[] = [];
  const step = (name: string, problem?: typeof wrongPort) => () => {
    taken.push(name);
    if (problem !== undefined) throw new StartError([problem]);
    return name;
  };
  t.strictSame(everyOne([step('a'), step('b')]), ['a', 'b']);
  t.strictSame(await problemsOf(() => everyOne([step('c', wrongPort), step('d'), step('e', wrongFile)])), [
    'api.bind: the port is in use',
    'api.bootstrap_file: there is none',
  ]);
  t.strictSame(taken, ['a', 'b', 'c', 'd', 'e']);
});

t.test('a fault of ours is not made into a problem of the operator', async (t) => {
  const fault = new TypeError('ours');
  t.throws(
    () =>
      everyOne([
        () => {
          throw fault;
        },
      ]),
    fault,
  );
});

t.test("the system's codes are put into words, others keep their message", async (t) => {
  try {
    readFileSync(`${t.testdirName}/nowhere`);
    t.fail('it was read');
  } catch (error) {
    t.equal(systemReason(error), 'there is no such file or folder');
  }
  t.equal(systemReason(Object.assign(new Error('x'), { code: 'EADDRINUSE' })), 'the port is in use by another program');
  t.equal(systemReason(new Error('something rare')), 'something rare');
  t.equal(systemReason('no error at all'), 'no error at all');
});
