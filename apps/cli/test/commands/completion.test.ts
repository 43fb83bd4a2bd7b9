import { spawnSync } from 'node:child_process';
import t from 'tap';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

/** What bash would offer for a line whose last word is being typed. */
const offered = (script: string, ...words: readonly string[]): readonly string[] => {
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _ocpp_broker; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${script}\n${ask}`], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return stdout.split('\n').filter((word) => word !== '');
};

const noBash = spawnSync('bash', ['--version']).status === 0 ? false : 'this machine has no bash';

t.test('bash completes commands, those of a group, and the options of each', { skip: noBash }, async (t) => {
  const { code, stdout } = await runCommand(t, ['completion', 'bash']);
  t.equal(code, 0);
  t.same(offered(stdout, 'ocpp-broker', 'ca'), ['call', 'call-outcome']);
  t.same(offered(stdout, 'ocpp-broker', 'users', ''), ['list', 'add', 'remove', 'import']);
  t.same(offered(stdout, 'ocpp-broker', 'users', 'add', 'x', '--cl'), ['--client-id']);
  t.same(offered(stdout, 'ocpp-broker', 'call', 'CP1', '--i'), ['--idempotency-key']);
  t.same(offered(stdout, 'ocpp-broker', 'call-outcome', '--i'), []);
});

t.test('zsh runs the same script', async (t) => {
  const { stdout } = await runCommand(t, ['completion', 'zsh']);
  t.match(stdout, /^autoload -U \+X bashcompinit && bashcompinit\n_ocpp_broker\(\)/);
});
