import t from 'tap';
import { parseApiKeyFile } from '../src/index.ts';

t.test('keys are read line by line, with or without a role', async (t) => {
  t.same(
    parseApiKeyFile(
      '\uFEFF# our keys\r\n\r\napp1:secret1\r\n  app2:secret2:viewer  \napp3:secret3:administrator\napp4:secret4:operator',
    ),
    {
      outcome: 'parsed',
      keys: [
        { line: 3, key: 'app1', secret: 'secret1', role: 'administrator' },
        { line: 4, key: 'app2', secret: 'secret2', role: 'viewer' },
        { line: 5, key: 'app3', secret: 'secret3', role: 'administrator' },
        { line: 6, key: 'app4', secret: 'secret4', role: 'operator' },
      ],
    },
  );
  t.same(parseApiKeyFile(''), { outcome: 'parsed', keys: [] });
});

t.test('everything that is wrong comes at once, each with its line, and no secret', async (t) => {
  const text = 'app1\n:hunter2\napp2:\napp3:hunter2:root\na:hunter2:viewer:x\napp4:hunter2\napp4:hunter3\n';
  const file = parseApiKeyFile(text);
  t.match(file, {
    outcome: 'refused',
    problems: [
      { line: 1, reason: 'not key:secret[:role]' },
      { line: 2, reason: /an API key has 1 to 256 characters/ },
      { line: 3, reason: /empty/ },
      { line: 4, reason: 'the role is none of administrator, operator and viewer' },
      { line: 5, reason: 'not key:secret[:role]' },
      { line: 7, reason: 'the key of this line stands on line 6 already' },
    ],
  });
  t.notOk(JSON.stringify(file).includes('hunter'));
});
