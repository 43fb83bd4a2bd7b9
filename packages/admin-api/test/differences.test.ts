import t from 'tap';
import { differences, withoutSecrets } from '../src/differences.ts';

t.test('of two documents only the parts that differ are told, as they were and as they are', async (t) => {
  const before = { a: 1, b: { c: 'x', d: [1, 2] }, gone: true, same: { deep: [1] } };
  const after = { a: 2, b: { c: 'x', d: [1] }, same: { deep: [1] }, fresh: null };
  t.same(differences(before, after), {
    before: { a: 1, b: { d: [1, 2] }, gone: true },
    after: { a: 2, b: { d: [1] }, fresh: null },
  });
  t.same(differences(before, before), {});
});

t.test('what was not there before, or is not any more, is told by its absence', async (t) => {
  t.same(differences(undefined, { a: 1 }), { after: { a: 1 } });
  t.same(differences({ a: 1 }, undefined), { before: { a: 1 } });
  t.same(differences({ listeners: { x: { bind: 1 } } }, { listeners: {} }), {
    before: { listeners: { x: { bind: 1 } } },
  });
  t.same(differences([1], [2]), { before: [1], after: [2] });
});

t.test('names that objects inherit are names like others', async (t) => {
  const given = JSON.parse('{"constructor": 1, "__proto__": {"x": 1}}') as object;
  t.same(JSON.stringify(differences({}, given)), '{"after":{"constructor":1,"__proto__":{"x":1}}}');
});

t.test('texts under the name of a secret are masked wherever they stand, and nothing else is', async (t) => {
  const given = {
    Password: 'hunter2',
    list: [{ secret: 's', token: '' }],
    password_hash_algorithm: { name: 'scrypt' },
    salt: 7,
  };
  t.same(withoutSecrets(given), {
    Password: '******',
    list: [{ secret: '******', token: '' }],
    password_hash_algorithm: { name: 'scrypt' },
    salt: 7,
  });
});

t.test('what is nested too deep is left out', async (t) => {
  let deep: object = { password: 'hunter2' };
  for (let i = 0; i < 10_000; i += 1) deep = { deep };
  t.notMatch(JSON.stringify(withoutSecrets(deep)), /hunter2/);
});
