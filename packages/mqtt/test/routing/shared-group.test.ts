import fc from 'fast-check';
import t from 'tap';
import { type Ability, SharedGroup, type SharedMember } from '../../src/routing/shared-group.ts';

type Worker = { readonly name: string };
const wish = { qos: 1, retainAsPublished: false, identifiers: [] } as const;
const always = (): Ability => 'now';

function group(names: string): { readonly shared: SharedGroup<Worker>; readonly worker: (name: string) => Worker } {
  const workers = new Map([...'ABCDEF'].map((name) => [name, { name }]));
  const worker = (name: string) => workers.get(name) ?? { name };
  const shared = new SharedGroup<Worker>('$share/g/a/+', { group: 'g', filter: 'a/+' });
  for (const name of names) shared.set(worker(name), wish);
  return { shared, worker };
}

function turns(shared: SharedGroup<Worker>, count: number, isAble: (member: SharedMember<Worker>) => Ability): string {
  return Array.from({ length: count }, () => shared.choose(isAble)?.subscriber.name ?? '-').join('');
}

/** Abilities by name: those not named can now. */
function but(of: Readonly<Record<string, Ability>>): (member: SharedMember<Worker>) => Ability {
  return (member) => of[member.subscriber.name] ?? 'now';
}

t.test('a group knows its name and its filter', async (t) => {
  const { shared } = group('');
  t.match(shared, { share: '$share/g/a/+', group: 'g', filter: 'a/+', size: 0 });
});

t.test('members that can take a message take them in turn', async (t) => {
  t.equal(turns(group('ABC').shared, 7, always), 'ABCABCA');
});

t.test('a group without members, or with none that ever can, chooses nobody', async (t) => {
  t.equal(group('').shared.choose(always), undefined);
  t.equal(
    group('ABC').shared.choose(() => 'never'),
    undefined,
  );
});

t.test('whoever cannot now is passed over while others can', async (t) => {
  t.equal(turns(group('ABC').shared, 4, but({ B: 'later' })), 'ACAC');
  t.equal(turns(group('ABC').shared, 4, but({ B: 'never' })), 'ACAC');
  t.equal(turns(group('ABC').shared, 3, but({ A: 'later', B: 'never' })), 'CCC');
});

t.test('when nobody can now, those that can later take turns', async (t) => {
  t.equal(turns(group('ABC').shared, 4, but({ A: 'later', B: 'never', C: 'later' })), 'ACAC');
});

t.test('nobody is asked after the first that can now, and nobody twice', async (t) => {
  const { shared } = group('ABC');
  const asked: string[] = [];
  const ask = (ability: Ability) => (member: SharedMember<Worker>) => {
    asked.push(member.subscriber.name);
    return ability;
  };
  shared.choose(ask('now'));
  t.same(asked.splice(0), ['A']);
  shared.choose(ask('never'));
  t.same(asked.splice(0), ['B', 'C', 'A']);
  shared.choose(ask('later'));
  t.same(asked.splice(0), ['B', 'C', 'A'], 'nobody took the message, so that the turn did not move');
});

t.test('when a member leaves, the turns of the others go on', async (t) => {
  for (const [leaver, expected] of [
    ['A', 'CDBCDB'],
    ['B', 'CDACDA'],
    ['C', 'DABDAB'],
    ['D', 'CABCAB'],
  ] as const) {
    const { shared, worker } = group('ABCD');
    turns(shared, 2, always);
    t.ok(shared.delete(worker(leaver)));
    t.equal(turns(shared, 6, always), expected, `${leaver} left after AB`);
  }
});

t.test('whoever joins comes after all others, however often it comes and goes', async (t) => {
  for (const taken of [0, 1, 2, 3]) {
    const { shared, worker } = group('ABC');
    const before = turns(shared, taken, always);
    shared.set(worker('D'), wish);
    const round = turns(shared, 4, always);
    t.equal(round, `${'ABC'.slice(taken % 3)}${before.slice(0, taken % 3)}D`, `D joined after ${before}`);
  }
  const { shared, worker } = group('ABC');
  let order = '';
  for (let message = 0; message < 6; message += 1) {
    shared.set(worker('D'), wish);
    order += turns(shared, 1, always);
    shared.delete(worker('D'));
  }
  t.equal(order, 'ABCABC');
});

t.test('a member is there once, at its place, with the wish that it told last', async (t) => {
  const { shared, worker } = group('AB');
  t.notOk(shared.set(worker('A'), { ...wish, qos: 2, identifiers: [7] }));
  t.ok(shared.set(worker('C'), wish));
  t.equal(shared.size, 3);
  t.same(
    shared.members.map((member) => member.subscriber.name),
    ['A', 'B', 'C'],
  );
  t.same(shared.choose(always)?.wish, { ...wish, qos: 2, identifiers: [7] });
});

t.test('taking out somebody who is not there changes nothing', async (t) => {
  const { shared, worker } = group('AB');
  t.notOk(shared.delete(worker('C')));
  t.ok(shared.delete(worker('A')));
  t.notOk(shared.delete(worker('A')));
  t.equal(shared.size, 1);
});

t.test('whoever can all the time gets its share: over any number of messages at most one more or less', async () => {
  const ability = fc.constantFrom<Ability>('now', 'later', 'never');
  fc.assert(
    fc.property(fc.array(ability, { minLength: 1, maxLength: 6 }), fc.nat(30), fc.nat(10), (all, count, before) => {
      const names = 'ABCDEF'.slice(0, all.length);
      const { shared } = group(names);
      turns(shared, before, always);
      const isAble = (member: SharedMember<Worker>) => all[names.indexOf(member.subscriber.name)] ?? 'never';
      const order = turns(shared, count, isAble);
      const best = all.includes('now') ? 'now' : 'later';
      const entitled = [...names].filter((_, at) => all[at] === best);
      if (entitled.length === 0) return order === '-'.repeat(count);
      const shares = entitled.map((name) => [...order].filter((one) => one === name).length);
      return shares.reduce((sum, one) => sum + one, 0) === count && Math.max(...shares) - Math.min(...shares) <= 1;
    }),
    { numRuns: 2_000 },
  );
});

t.test('whatever comes and goes, nobody who stays waits for more than a round of the six', async () => {
  const step = fc.oneof(
    fc.constant('choose'),
    fc.constantFrom(...'BCDEF').map((name) => `join ${name}`),
    fc.constantFrom(...'BCDEF').map((name) => `leave ${name}`),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const { shared, worker } = group('ABC');
      let waited = 0;
      for (const one of steps) {
        const [what, name = ''] = one.split(' ');
        if (what === 'join') shared.set(worker(name), wish);
        else if (what === 'leave') shared.delete(worker(name));
        else waited = shared.choose(always)?.subscriber.name === 'A' ? 0 : waited + 1;
        if (waited > 5) return false;
      }
      return true;
    }),
    { numRuns: 2_000 },
  );
});
