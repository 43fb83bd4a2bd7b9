import { type OcppVersion, PayloadValidator } from '@ocpp-broker/ocpp';
import type { SchemaOptions } from './options.ts';

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

/** The validators of all versions; each is made when its first charge point comes. */
export class Validators {
  readonly #options: SchemaOptions;
  readonly #made = new Map<OcppVersion, PayloadValidator>();

  /** Throws a TypeError when one of the operator's own documents is no JSON Schema: it must not throw when a payload comes. */
  constructor(options: SchemaOptions) {
    this.#options = options;
    const problems = options.own.flatMap(({ $id }) => this.#problemsOf($id));
    if (problems.length > 0) throw new TypeError(problems.join('; '));
  }

  of(version: OcppVersion): PayloadValidator {
    const made = this.#made.get(version);
    if (made !== undefined) return made;
    const [idPrefix = '', idPrefixOfShipped = ''] = this.#prefixes(version);
    const documents = [...this.#options.shipped(version), ...this.#options.own];
    const validator = new PayloadValidator({ version, documents, idPrefix, idPrefixOfShipped });
    this.#made.set(version, validator);
    return validator;
  }

  /** Validators for other options; these, when they would be the same. */
  for(options: SchemaOptions): Validators {
    const { own, idPrefix, shipped } = this.#options;
    const isSame = own === options.own && idPrefix === options.idPrefix && shipped === options.shipped;
    return isSame ? this : new Validators(options);
  }

  /** A document is of the version whose prefix it has, and may refer to its types; one without a prefix may be a part of any. */
  #problemsOf(id: string): readonly string[] {
    const ofPrefix = versions.filter((version) => this.#prefixes(version).some((prefix) => id.startsWith(prefix)));
    let problems: readonly string[] = [];
    for (const version of ofPrefix.length > 0 ? ofPrefix : versions) {
      problems = this.of(version).problems([id]);
      if (problems.length === 0) return [];
    }
    return problems;
  }

  /** Where a document of a version is looked for; the operator's prefix is a setting for 1.6 only. */
  #prefixes(version: OcppVersion): readonly string[] {
    const { idPrefix, shippedIdPrefixes } = this.#options;
    const shipped = shippedIdPrefixes[version];
    return version === '1.6' ? [idPrefix, shipped] : [shipped, shipped];
  }
}
