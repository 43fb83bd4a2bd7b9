// Payloads against JSON Schema. Which documents there are is the caller's business; here they are found by id, compiled on
// first use, and a violation is turned into what the wire wants to know: a code and a path.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type ActionSender, actionSender, isSentUnanswered, type Sender } from './action.ts';
import { hastenDateTime } from './date-time-format.ts';
import type { ErrorCode } from './error-code.ts';
import type { Payload } from './message.ts';
import type { OcppVersion } from './version.ts';

/** A JSON Schema document (draft-07) with its `$id`; one whose `$id` ends neither in `Request` nor `Response` is there for the others to refer to. */
export type SchemaDocument = { readonly $id: string } & Readonly<Record<string, unknown>>;

/** Which half of an exchange a payload is. */
export type PayloadRole = 'Request' | 'Response';

/** What is wrong with a payload: the code in 2.x spelling, and a description that begins with the path, such as `/connectorId: must be integer`. */
export type Violation = {
  readonly errorCode: ErrorCode;
  readonly description: string;
  /** That path, where it is about a part of the payload; `/` is the whole of it. */
  readonly path?: string;
};

/** What a validator is made of; `documents` later in the list replace earlier ones of the same id. */
export type ValidatorParts = {
  readonly version: OcppVersion;
  readonly documents: readonly SchemaDocument[];
  /** A document's id is this prefix, the action, and `Request` or `Response`. */
  readonly idPrefix: string;
  /** Prefix of the documents that are used for an action that has none under `idPrefix`. */
  readonly idPrefixOfShipped: string;
};

const signedSuffix = '-Signed';

const senderNames: Readonly<Record<Sender, string>> = { chargePoint: 'the charge point', csms: 'the CSMS' };

function refusedAction(description: string): Violation {
  return { errorCode: 'NotSupported', description };
}

/** Checks payloads of one version; made anew when the documents change. */
export class PayloadValidator {
  readonly #parts: ValidatorParts;
  readonly #documents: ReadonlyMap<string, SchemaDocument>;
  #ajv: Ajv | undefined;
  readonly #compiled = new Map<string, ValidateFunction | undefined>();
  /** By action, since ids are long and would be put together for each payload: only what there is a document for, as peers make up names. */
  readonly #checks: Readonly<Record<PayloadRole, Map<string, ValidateFunction>>> = {
    Request: new Map(),
    Response: new Map(),
  };

  constructor(parts: ValidatorParts) {
    this.#parts = parts;
    this.#documents = new Map(parts.documents.map((document) => [document.$id, document]));
  }

  /** Compiles the documents of these ids, or all; returns a sentence for each that is no JSON Schema. */
  problems(ids: Iterable<string> = this.#documents.keys()): readonly string[] {
    return [...ids].flatMap((id) => {
      try {
        const ajv = this.#prepared();
        if (!ajv.validateSchema(this.#documents.get(id) ?? {})) return [`${id}: ${ajv.errorsText()}`];
        if (!isShared(id)) this.#compile(id);
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
    const { version } = this.#parts;
    const { plain, isSigned } = this.#withoutSuffix(action);
    if (isSentUnanswered(plain, version)) return refusedAction(`${plain} is not a CALL: it goes out as SEND`);
    return this.#checkSender(sender, plain) ?? (isSigned ? undefined : this.checkPayload(action, 'Request', payload));
  }

  /** What speaks against a SEND of `action` by `sender`. */
  checkSend(sender: Sender, action: string, payload: Payload): Violation | undefined {
    const { version } = this.#parts;
    const { plain, isSigned } = this.#withoutSuffix(action);
    const unknown = this.#checkSender(sender, plain);
    if (unknown !== undefined) return unknown;
    if (actionSender(plain, version) !== 'nobody' && !isSentUnanswered(plain, version)) {
      return refusedAction(`${plain} is a CALL: it does not go out as SEND`);
    }
    return isSigned ? undefined : this.checkPayload(action, 'Request', payload);
  }

  /** In 2.x a signed message bears its action with a suffix, and a JWS for a payload (OCPP 2.0.1 Part 4 §7). */
  #withoutSuffix(action: string): { readonly plain: string; readonly isSigned: boolean } {
    const isSigned = this.#parts.version !== '1.6' && action.endsWith(signedSuffix);
    return { plain: isSigned ? action.slice(0, -signedSuffix.length) : action, isSigned };
  }

  #checkSender(sender: Sender, action: string): Violation | undefined {
    const allowed = this.senderOf(action);
    if (allowed === 'both' || allowed === sender) return undefined;
    if (allowed !== 'nobody') return refusedAction(`${action} is sent by ${senderNames[allowed]} only`);
    const description = `action ${action.slice(0, 60)} is unknown in OCPP ${this.#parts.version}`;
    return { errorCode: 'NotImplemented', description };
  }

  /** What speaks against a payload; undefined too when there is no document for it. */
  checkPayload(action: string, role: PayloadRole, payload: Payload): Violation | undefined {
    const validate = this.#checkOf(action, role);
    if (validate === null || validate(payload)) return undefined;
    const [error] = validate.errors ?? [];
    return error === undefined ? undefined : violation(error);
  }

  #checkOf(action: string, role: PayloadRole): ValidateFunction | null {
    const checks = this.#checks[role];
    const known = checks.get(action);
    if (known !== undefined) return known;
    const id = this.#idOf(action, role);
    if (id === undefined) return null;
    const check = this.#compile(id);
    if (check === undefined) return null;
    checks.set(action, check);
    return check;
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
      this.#compiled.set(id, document === undefined ? undefined : this.#prepared().compile(document));
    }
    return this.#compiled.get(id);
  }

  /** Ajv with the shared documents in it: made on first use, so that a validator that nobody asks costs nothing. */
  #prepared(): Ajv {
    if (this.#ajv !== undefined) return this.#ajv;
    // multipleOfPrecision: in binary floating point 0.3 is no multiple of 0.1. strict is off because a user's own documents
    // may carry keywords of a later draft, and an unknown keyword is not what this product is to judge. validateSchema is
    // off because it would hold up the first message by the compilation of the meta-schema (50 ms): problems() asks for it.
    const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, logger: false, validateSchema: false });
    addFormats.default(ajv);
    hastenDateTime(ajv);
    for (const [id, document] of this.#documents) if (isShared(id)) ajv.addSchema(document, resolvedId(id));
    this.#ajv = ajv;
    return ajv;
  }
}

/** Whether a document holds types that others refer to by its id, and is no payload itself. */
function isShared(id: string): boolean {
  return !id.endsWith('Request') && !id.endsWith('Response');
}

/** An id as Ajv looks for it: resolving a `$ref` writes the scheme and the namespace of a URN in lower case (RFC 8141 §3.1). */
function resolvedId(id: string): string {
  return id.replace(/^urn:[^:]*/i, (opening) => opening.toLowerCase());
}

/** The code that each keyword stands for (`protocol.md`, What to answer). */
function violation(error: ErrorObject): Violation {
  const path = error.instancePath === '' ? '/' : error.instancePath.slice(0, 120);
  const say = (errorCode: ErrorCode, text: string): Violation => ({ errorCode, description: `${path}: ${text}`, path });
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
