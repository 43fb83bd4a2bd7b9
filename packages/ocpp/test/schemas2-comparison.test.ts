// Our documents of OCPP 2.0.1 and 2.1 against those of packages by other people: the same verdict on every instance that either side's
// documents suggest, but for the disagreements that are listed with their reasons.

import t from 'tap';
import { compare, mistakenInstances, sideOf } from './schema-fixtures/comparison.ts';
import { type Disagreement2, disagreements2 } from './schema-fixtures/disagreements2.ts';
import { ourSchemas2, peerSchemas2, versions2 } from './schema-fixtures/schema-sets2.ts';

// What each comparison makes at present is more: these only tell a generator that has stopped generating.
const ACCEPTED_AT_LEAST = { '2.0.1': 8000, '2.1': 20_000 };
const REFUSED_AT_LEAST = { '2.0.1': 12_000, '2.1': 30_000 };

for (const version of versions2) {
  const { documents, types } = ourSchemas2(version);
  const ours = sideOf(documents, true, types);
  const peers = await peerSchemas2(version);

  t.test(`${version}: instances of ours are valid and invalid as they were meant`, async (t) => {
    t.same(mistakenInstances(ours), []);
  });

  t.test(`${version}: at least two packages carry all documents`, async (t) => {
    t.ok(peers.size >= 2);
    for (const [peer, theirs] of peers) t.same([...theirs.keys()].sort(), [...documents.keys()].sort(), peer);
  });

  for (const [peer, theirs] of peers) {
    t.test(`${version}: ${peer} gives our verdicts but for the listed disagreements`, async (t) => {
      const { differences, accepted, refused } = compare(ours, sideOf(theirs, false));
      const known = disagreements2.filter((it) => it.version === version && it.peers.includes(peer));
      const listed = new Set(known.flatMap(lines));
      t.same(
        [...differences].filter(([line]) => !listed.has(line)).map(([line, example]) => `${line}, as in ${example}`),
        [],
        'no disagreement is unlisted',
      );
      t.same(
        [...listed].filter((line) => !differences.has(line)),
        [],
        'none that is listed has gone',
      );
      const enough = accepted > ACCEPTED_AT_LEAST[version] && refused > REFUSED_AT_LEAST[version];
      t.ok(enough, `${accepted} accepted, ${refused} refused`);
    });
  }
}

t.test('every listed disagreement gives its reason', async (t) => {
  for (const { reason, at } of disagreements2) t.match(reason, /^Part \d, /, at[0] ?? '');
});

function lines({ refusedBy, at }: Disagreement2): readonly string[] {
  return at.map((place) => `${refusedBy}: ${place}`);
}
