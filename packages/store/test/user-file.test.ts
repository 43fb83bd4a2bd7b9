import t from 'tap';
import { parseUserFile, USER_ROWS_MAX, type UserFileFormat } from '../src/index.ts';

function reasons(text: string, format: UserFileFormat): readonly string[] {
  const file = parseUserFile(text, format);
  return file.outcome === 'parsed' ? ['parsed'] : file.problems.map(({ line, reason }) => `${line}: ${reason}`);
}

t.test('plain and hashed users are read from CSV', async (t) => {
  const plain = '\uFEFFuser_id,password,is_superuser,identities\r\nCP1, a b,true,\r\nCP2,"x,""y",,CP2;CP3\r\n';
  t.same(parseUserFile(plain, 'csv'), {
    outcome: 'parsed',
    rows: [
      { line: 2, userId: 'CP1', isSuperuser: true, identities: null, clientIds: null, password: ' a b' },
      { line: 3, userId: 'CP2', isSuperuser: false, identities: ['CP2', 'CP3'], clientIds: null, password: 'x,"y' },
    ],
  });
  t.same(parseUserFile('user_id,password_hash,salt,is_superuser\nCP1,ab,s,FALSE\nCP2,cd,,1', 'csv'), {
    outcome: 'parsed',
    rows: [
      { line: 2, userId: 'CP1', isSuperuser: false, identities: null, clientIds: null, passwordHash: 'ab', salt: 's' },
      { line: 3, userId: 'CP2', isSuperuser: true, identities: null, clientIds: null, passwordHash: 'cd', salt: '' },
    ],
  });
});

t.test('plain and hashed users are read from JSON', async (t) => {
  const text = `[
    {"user_id": "CP1", "password": "x", "is_superuser": true, "identities": ["CP1"]},
    {"user_id": "CP2", "password_hash": "ab", "salt": "s", "identities": null}
  ]`;
  t.same(parseUserFile(text, 'json'), {
    outcome: 'parsed',
    rows: [
      { line: 2, item: 1, userId: 'CP1', isSuperuser: true, identities: ['CP1'], clientIds: null, password: 'x' },
      {
        line: 3,
        item: 2,
        userId: 'CP2',
        isSuperuser: false,
        identities: null,
        clientIds: null,
        passwordHash: 'ab',
        salt: 's',
      },
    ],
  });
  t.same(parseUserFile('[]', 'json'), { outcome: 'parsed', rows: [] });
});

t.test('client ids are read as identities are', async (t) => {
  const row = { userId: 'ann', isSuperuser: false, identities: null, clientIds: ['ann-*', 'a'], password: 'x' };
  t.same(parseUserFile('user_id,password,client_ids\nann,x,ann-*;a', 'csv'), {
    outcome: 'parsed',
    rows: [{ line: 2, ...row }],
  });
  t.same(parseUserFile('[{"user_id":"ann","password":"x","client_ids":["ann-*","a"]}]', 'json'), {
    outcome: 'parsed',
    rows: [{ line: 1, item: 1, ...row }],
  });
  t.same(reasons('[{"user_id":"ann","password":"x","client_ids":[]}]', 'json'), [
    '1: item 1: client_ids holds something other than names (in CSV with semicolons between, in JSON a list)',
  ]);
});

t.test('everything that is wrong with a CSV file comes at once, each with its line', async (t) => {
  const text = [
    'user_id,password,is_superuser,identities',
    ',x,,',
    'CP1,,maybe,',
    'CP2,x',
    'CP3,x,,CP3;;CP4',
    'CP4,x,,',
    'CP4,y,,',
  ].join('\n');
  t.same(reasons(text, 'csv'), [
    '2: user_id is missing',
    '3: password is missing',
    '3: is_superuser is neither true nor false',
    '4: 2 fields where the header has 4',
    '5: identities holds something other than names (in CSV with semicolons between, in JSON a list)',
    '7: the user "CP4" stands on line 6 already',
  ]);
});

t.test('a header that is missing or wrong is said so', async (t) => {
  t.match(reasons('', 'csv'), [/^1: there is no header line/]);
  t.same(reasons('user_id,password,password_hash,colour,colour\na,b,c,d,e', 'csv'), [
    '1: unknown column "colour"',
    '1: column colour comes twice',
    '1: there must be one of the columns password and password_hash',
  ]);
  t.same(reasons('password,salt', 'csv'), ['1: there is no column user_id', '1: salt goes with password_hash only']);
});

t.test('everything that is wrong with a JSON file comes at once, each with its line, and no password', async (t) => {
  const text = `[
    7,
    {"user_id": "CP1", "password": 12345},
    {"user_id": "CP2"},
    {"user_id": "CP3", "password": "x", "__proto__": {}},
    {"user_id": "CP4", "password": "hunter2" "salt": ""},
    {"user_id": "CP5", "password_hash": "ab", "salt": 1, "is_superuser": 1, "identities": [1]}
  ]`;
  t.same(reasons(text, 'json'), [
    '2: item 1: this is not an object',
    '3: item 2: password is not a text',
    '4: item 3: there must be one of the columns password and password_hash',
    '5: item 4: unknown column "__proto__"',
    '6: item 5: this is not valid JSON',
    '7: item 6: salt is not a text',
    '7: item 6: is_superuser is neither true nor false',
    '7: item 6: identities holds something other than names (in CSV with semicolons between, in JSON a list)',
  ]);
});

t.test('the rows of a JSON file on one line, as programs write them, are told apart by their number', async (t) => {
  const rows = [{ user_id: 'CP1', password: 'x' }, { user_id: 'CP2' }, { user_id: 'CP1', password: 'y' }];
  t.same(reasons(JSON.stringify(rows), 'json'), [
    '1: item 2: there must be one of the columns password and password_hash',
    '1: item 3: the user "CP1" stands in item 1 already',
  ]);
});

t.test('a hundred problems are told and the others counted', async (t) => {
  const file = parseUserFile(`user_id,password\n${'CP1\n'.repeat(250)}`, 'csv');
  t.equal(file.outcome, 'refused');
  if (file.outcome !== 'refused') return;
  t.equal(file.problems.length, 101);
  t.match(file.problems.at(-1), { reason: 'and 150 more problems' });
});

t.test('a file has so many users and no more', async (t) => {
  const rows = Array.from({ length: USER_ROWS_MAX + 1 }, (_, index) => `CP${index},x`);
  t.same(reasons(['user_id,password', ...rows].join('\n'), 'csv'), [
    `${USER_ROWS_MAX + 2}: more than ${USER_ROWS_MAX} users in one file`,
  ]);
});
