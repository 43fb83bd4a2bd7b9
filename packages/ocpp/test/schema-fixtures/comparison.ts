// Sets of documents asked the same: every instance that ours suggest, or that a package's do where they say anything else.

import type { ValidateFunction } from 'ajv';
import { factsOf } from './facts.ts';
import { type Instance, instancesOf } from './instances.ts';
import { seededRandom } from './random.ts';
import { compile, type JsonSchema, type SchemaSet } from './schema-sets.ts';

/** A set, its validators, and where the definitions are if its documents share them. */
export type Side = {
  readonly documents: SchemaSet;
  readonly checks: ReadonlyMap<string, ValidateFunction>;
  readonly strict: boolean;
  readonly types?: JsonSchema;
};

/** What came of it: an example for each place where verdicts differ, and how many instances we took and refused. */
export type Comparison = {
  readonly differences: ReadonlyMap<string, string>;
  readonly accepted: number;
  readonly refused: number;
};

const SEED = 16;

/** A set made ready for questions. */
export function sideOf(documents: SchemaSet, strict: boolean, types?: JsonSchema): Side {
  const shared = types === undefined ? {} : { types };
  return { documents, checks: compile(documents, strict, shared), strict, ...shared };
}

/** Asks both sides; a difference is `us` or `them` for who refuses, and `document path keyword` for why. */
export function compare(us: Side, them: Side): Comparison {
  const differences = new Map<string, string>();
  let accepted = 0;
  let refused = 0;
  for (const name of us.documents.keys()) {
    const [ours, theirs] = [us.checks.get(name), them.checks.get(name)];
    for (const instance of candidates(name, us, them)) {
      const verdict = ours?.(instance.value) === true;
      if (verdict) accepted += 1;
      else refused += 1;
      if (verdict === theirs?.(instance.value)) continue;
      for (const blame of blames(name, verdict ? them : us, instance.value)) {
        differences.set(`${verdict ? 'them' : 'us'}: ${blame}`, describe(instance));
      }
    }
  }
  return { differences, accepted, refused };
}

/** The instances of a set on which its own validators see it otherwise than the generator meant. */
export function mistakenInstances({ documents, checks, types }: Side): readonly string[] {
  return [...documents].flatMap(([name, schema]) =>
    instancesOf(schema, seededRandom(SEED), types)
      .filter(({ value, valid }) => checks.get(name)?.(value) !== valid)
      .map((instance) => `${name} ${describe(instance)}`),
  );
}

/** Instances follow from the facts, so documents that say the same suggest the same. */
function candidates(name: string, us: Side, them: Side): readonly Instance[] {
  const random = seededRandom(SEED);
  const [ours, theirs] = [us.documents.get(name) ?? {}, them.documents.get(name) ?? {}];
  const suggested = instancesOf(ours, random, us.types);
  if (factsOf(ours, us.types) === factsOf(theirs, them.types)) return suggested;
  return [...suggested, ...instancesOf(theirs, random, them.types)];
}

/** Why a side refused, one line for each of its errors. */
function blames(name: string, side: Side, value: unknown): readonly string[] {
  const check = explaining(name, side);
  check?.(value);
  return (check?.errors ?? []).map(({ instancePath, keyword, data }) => {
    const path = instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/';
    return `${name} ${path} ${keyword}${keyword === 'enum' ? ` ${JSON.stringify(data)}` : ''}`;
  });
}

const explainingBySide = new WeakMap<Side, Map<string, ValidateFunction | undefined>>();

/** The validator that tells all it finds; compiled when there is something to tell, which is seldom. */
function explaining(name: string, side: Side): ValidateFunction | undefined {
  const known = explainingBySide.get(side) ?? new Map();
  explainingBySide.set(side, known);
  if (!known.has(name)) {
    const document = side.documents.get(name);
    const alone = new Map(document === undefined ? [] : [[name, document]]);
    known.set(name, compile(alone, side.strict, { ...side, everyError: true }).get(name));
  }
  return known.get(name);
}

function describe({ value, valid }: Instance): string {
  return `${valid ? 'valid' : 'invalid'} ${JSON.stringify(value)?.slice(0, 300)}`;
}
