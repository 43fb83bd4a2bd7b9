// Payloads against JSON Schema. Which documents there are is the caller's business; here they are found by id, compiled on
// first use, and a violation is turned into what the wire wants to know: a code and a path.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type ActionSender, actionSender, type Sender } from './action.ts';
import type { ErrorCode } from './error-code.ts';
import type { Payload } from './message.ts';
import type { OcppVersion } from './version.ts';

/** A JSON Schema document (draft-07) with its `$id`. */
export type SchemaDocument = { readonly $id: string } & Readonly<Record<string, unknown>>;

/** Which half of an exchange a payload is. */
export type PayloadRole = 'Request' | 'Response';

/** What is wrong with a payload: the code in 2.x spelling, and a description that begins with the path, such as `/connectorId: must be integer`. */
export type Violation = { readonly errorCode: ErrorCode; readonly description: string };

/** What a validator is made of; `documents` later in the list replace earlier ones of the same id. */
export type ValidatorParts = {
  readonly version: OcppVersion;
  readonly documents: readonly SchemaDocument[];
  /** A document's id is this prefix, the action, and `Request` or `Response`. */
  readonly idPrefix: string;
  /** Prefix of the documents that are used for an action that has none under `idPrefix`. */
  readonly idPrefixOfShipped: string;
};

/** Checks payloads of one version; made anew when the documents change. */
export class PayloadValidator {
  readonly #parts: ValidatorParts;
  readonly #documents: ReadonlyMap<string, SchemaDocument>;
  readonly #ajv: Ajv;
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor(parts: ValidatorParts) {
    this.#parts = parts;
    this.#documents = new Map(parts.documents.map((document) => [document.$id, document]));
    // multipleOfPrecision: in binary floating point 0.3 is no multiple of 0.1. strict is off because a user's own documents
    // may carry keywords of a later draft, and an unknown keyword is not what this product is to judge.
    this.#ajv = new Ajv({ strict: false, multipleOfPrecision: 6, logger: false, validateFormats: true });
    addFormats.default(this.#ajv);
  }

  /** Compiles every document; returns a sentence for each that is no JSON Schema. */
  problems(): readonly string[] {
    return [...this.#documents.keys()].flatMap((id) => {
      try {
        this.#compile(id);
        return [];
      } catch (error) {
        return [`${id}: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
  }

  /** Who may send `action`: by the tables of the version, or either side for an action known by a document only. */
  senderOf(action: string): ActionSender {
    const sender = actionSender(action, this.#parts.version);
    if (sender !== 'nobody') return sender;
    return this.#idOf(action, 'Request') === undefined ? 'nobody' : 'both';
  }

  /** What speaks against a CALL of `action` by `sender`: unknown, the wrong direction, or its payload. */
  checkCall(sender: Sender, action: string, payload: Payload): Violation | undefined {
    const allowed = this.senderOf(action);
    if (allowed === 'nobody') {
      return {
        errorCode: 'NotImplemented',
        description: `action ${action.slice(0, 60)} is unknown in OCPP ${this.#parts.version}`,
      };
    }
    if (allowed !== 'both' && allowed !== sender) {
      const who = allowed === 'csms' ? 'the CSMS' : 'the charge point';
      return { errorCode: 'NotSupported', description: `${action} is sent by ${who} only` };
    }
    return this.checkPayload(action, 'Request', payload);
  }

  /** What speaks against a payload; undefined too when there is no document for it. */
  checkPayload(action: string, role: PayloadRole, payload: Payload): Violation | undefined {
    const id = this.#idOf(action, role);
    const validate = id === undefined ? undefined : this.#compile(id);
    if (validate === undefined || validate(payload)) return undefined;
    const [error] = validate.errors ?? [];
    return error === undefined ? undefined : violation(error);
  }

  #idOf(action: string, role: PayloadRole): string | undefined {
    const own = `${this.#parts.idPrefix}${action}${role}`;
    if (this.#documents.has(own)) return own;
    const shipped = `${this.#parts.idPrefixOfShipped}${action}${role}`;
    return this.#documents.has(shipped) ? shipped : undefined;
  }

  #compile(id: string): ValidateFunction | undefined {
    if (!this.#compiled.has(id)) {
      const document = this.#documents.get(id);
      this.#compiled.set(id, document === undefined ? undefined : this.#ajv.compile(document));
    }
    return this.#compiled.get(id);
  }
}

/** The code that each keyword stands for (`protocol.md`, What to answer). */
function violation(error: ErrorObject): Violation {
  const path = error.instancePath === '' ? '/' : error.instancePath.slice(0, 120);
  const say = (errorCode: ErrorCode, text: string): Violation => ({ errorCode, description: `${path}: ${text}` });
  switch (error.keyword) {
    case 'type':
      return say('TypeConstraintViolation', error.message ?? 'has the wrong type');
    case 'required':
      return say('OccurrenceConstraintViolation', `${String(error.params.missingProperty)} is missing`);
    case 'additionalProperties':
      return say('FormatViolation', `${String(error.params.additionalProperty).slice(0, 60)} is not a property of it`);
    case 'enum':
      return say('PropertyConstraintViolation', `must be one of ${String(error.params.allowedValues).slice(0, 100)}`);
    case 'format':
      return say('PropertyConstraintViolation', `must be a ${String(error.params.format)}`);
    case 'minLength':
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
    case 'pattern':
    case 'const':
      return say('PropertyConstraintViolation', error.message ?? 'has a value that is not allowed');
    case 'minItems':
    case 'maxItems':
      return say('OccurrenceConstraintViolation', error.message ?? 'has the wrong number of elements');
    default:
      return say('FormatViolation', error.message ?? 'has the wrong structure');
  }
}
