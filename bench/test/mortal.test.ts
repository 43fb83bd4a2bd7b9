import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { mortal } from '../src/mortal.ts';

const idle = { command: process.execPath, args: ['-e', 'console.log("up"); setInterval(() => {}, 1000)'] };
const skip = mortal(idle) === idle ? 'the system has no setpriv that can do so' : false;

t.test('a program is started under its own process id, with its own arguments', async (t) => {
  const { command, args } = mortal({ command: process.execPath, args: ['-p', '`${process.pid} 7`'] });
  const child = spawn(command, args, { env: {} });
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  t.equal(output.toString(), `${child.pid} 7\n`);
});

t.test('a program ends when the process that started it is killed', { skip }, async (t) => {
  const { command, args } = mortal(idle);
  // Standard error is shared by all three, so that its end tells when the last of the other two is gone.
  const script = `
    const options = { env: {}, stdio: ['ignore', 'pipe', 'inherit'] };
    const child = require('node:child_process').spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, options);
    child.stdout.once('data', () => console.log('ready'));`;
  const parent = spawn(process.execPath, ['-e', script], { env: {} });
  const gone = once(parent.stderr.resume(), 'end');
  await once(parent.stdout, 'data');
  parent.kill('SIGKILL');
  await gone;
  t.pass('it is gone');
});
