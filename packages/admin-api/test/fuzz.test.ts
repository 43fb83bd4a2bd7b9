// Every operation of the document, asked for with whatever a property-based generator thinks of. The one invariant: the answer comes, is
// documented, and is none of ours to be ashamed of.
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { InjectedRequest } from '../src/index.ts';
import { ADMIN, logIn, OPERATOR, type TestApi, testApi } from './fixtures/api.ts';
import { type DocumentedOperation, type OperationLine, operationsOf } from './fixtures/contract.ts';
import { memoryPorts } from './fixtures/memory-ports.ts';

type Schema = Readonly<Record<string, unknown>>;

/** For all operations together; the machine may have better to do. */
const BUDGET_MS = 15_000;
/** An answer takes a few milliseconds; this is for a machine that is busy with something else. */
const HANG_MS = 10_000;

const memory = memoryPorts();
const rig = await testApi({ bodyBytesMax: 200_000, apiKeyFailuresMax: 100_000, loginFailuresMax: 100_000 }, memory);
// A stream has no end, and a 503 of the status says what it should.
const isStream = ({ responses }: DocumentedOperation): boolean =>
  responses['200']?.content?.['text/event-stream'] !== undefined;
const operations = operationsOf(rig.contract.document).filter(({ operation }) => !isStream(operation));

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '..',
    '../..',
    '%',
    '%00',
    '%2e%2e',
    '\ud800',
    '__proto__',
    'constructor',
    '#',
    '+',
    '*',
  ),
  fc.constantFrom(
    'x'.repeat(5_000),
    'é'.repeat(3_000),
    "'; DROP TABLE users; --",
    '${jndi:ldap://x}',
    '-1',
    'NaN',
    '1e400',
  ),
);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, true, [], {}, -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [[[[]]]], { toString: 1 }),
);

/** Mostly what the schema asks for, at times anything at all. */
function valueFor(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const { $ref, type, properties, items, oneOf } = schema;
  const odd = { arbitrary: oddValue, weight: 1 };
  if (typeof $ref === 'string') return valueFor(namedSchema($ref), depth);
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map((one: Schema) => valueFor(one, depth)));
  if (Array.isArray(schema.enum))
    return fc.oneof({ arbitrary: fc.constantFrom<unknown>(...schema.enum), weight: 6 }, odd);
  if (type === 'object' && depth < 4) {
    const parts = Object.entries((properties ?? {}) as Record<string, Schema>);
    const model = Object.fromEntries(parts.map(([name, part]) => [name, valueFor(part, depth + 1)]));
    return fc.oneof({ arbitrary: fc.record(model, { requiredKeys: [] }), weight: 6 }, odd);
  }
  if (type === 'array') {
    return fc.oneof(
      { arbitrary: fc.array(valueFor((items ?? {}) as Schema, depth + 1), { maxLength: 3 }), weight: 6 },
      odd,
    );
  }
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const typed = { string: oddText, integer: fc.integer(), boolean: fc.boolean() }[String(type)] ?? oddValue;
  return fc.oneof(
    { arbitrary: fc.constantFrom<unknown>('x', 'CP1', ...examples), weight: 3 },
    { arbitrary: typed, weight: 3 },
    odd,
  );
}

function namedSchema(reference: string): Schema {
  return rig.contract.document.components.schemas[reference.replace('#/components/schemas/', '')] as Schema;
}

type Asked = { readonly line: string; readonly headers: Record<string, string>; readonly body?: string };

function requestFor({ method, path, operation }: OperationLine): fc.Arbitrary<Asked> {
  const parameters = (operation.parameters ?? []) as readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: Schema;
  }[];
  const valuesIn = (place: string) =>
    Object.fromEntries(
      parameters.filter((one) => one.in === place).map((one) => [one.name, valueFor(one.schema ?? {})]),
    );
  const media = Object.values(operation.requestBody?.content ?? {})[0];
  const json =
    media === undefined
      ? fc.constant('')
      : valueFor(media.schema as Schema).map((value) => JSON.stringify(value) ?? '');
  const raw = fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    '"',
    '{"a":',
    '\u0000',
    '{"__proto__":{}}',
    '['.repeat(3_000),
    'x'.repeat(250_000),
  );
  const types = [
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'nonsense',
  ];
  return fc
    .record({
      inPath: fc.record(valuesIn('path')),
      inQuery: fc.record(valuesIn('query'), { requiredKeys: [] }),
      more: fc.option(fc.tuple(oddText, oddText), { freq: 8 }),
      body: fc.oneof({ arbitrary: json, weight: 8 }, { arbitrary: raw, weight: 1 }),
      type: fc.oneof(
        { arbitrary: fc.constant('application/json'), weight: 12 },
        { arbitrary: fc.constantFrom(...types), weight: 1 },
      ),
      as: fc.oneof(
        { arbitrary: fc.constantFrom(ADMIN, OPERATOR), weight: 8 },
        {
          arbitrary: fc.constantFrom('', 'Basic', 'Basic !', 'Bearer x', `Basic ${'A'.repeat(3_000)}`, 'Digest a=b'),
          weight: 1,
        },
      ),
    })
    .map(({ inPath, inQuery, more, body, type, as }) => {
      const filled = path.replaceAll(/\{([^}]+)\}/g, (_part, name: string) => encoded(inPath[name]) || 'x');
      const pairs = [...Object.entries(inQuery), ...(more === null ? [] : [more])];
      const query = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
      const hasBody = method !== 'GET';
      return {
        line: `${method} ${filled}${query === '' ? '' : `?${query}`}`,
        headers: { ...(as === '' ? {} : { authorization: as }), ...(hasBody ? { 'content-type': type } : {}) },
        ...(hasBody ? { body } : {}),
      };
    });
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  // A client takes these out of a path before it sends it.
  if (/^\.\.?$/.test(text)) return 'dots';
  return encodeURIComponent(text.toWellFormed())
    .slice(0, 6_000)
    .replace(/%[0-9A-F]?$/, '');
}

async function ask({ api, contract }: TestApi, { line, headers, body }: Asked): Promise<void> {
  const [method = 'GET', url = ''] = line.split(' ', 2);
  const request = {
    method: method as InjectedRequest['method'],
    url,
    headers,
    ...(body === undefined ? {} : { body }),
  };
  let watch: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_resolve, reject) => {
    watch = setTimeout(() => reject(new Error('no answer')), HANG_MS);
  });
  const response = await Promise.race([api.inject(request), hung]).finally(() => clearTimeout(watch));
  if (response.statusCode >= 500 && response.statusCode !== 503)
    throw new Error(`${response.statusCode} ${response.body}`);
  contract.check(method, url, response);
}

async function holds(t: Test, one: OperationLine, timeLimitMs: number): Promise<void> {
  const property = fc.asyncProperty(requestFor(one), (request) => ask(rig, request));
  const details = await fc.check(property, {
    numRuns: 60,
    interruptAfterTimeLimit: timeLimitMs,
    markInterruptAsFailure: false,
  });
  // The example is cut: some texts are long on purpose.
  const told = details.failed
    ? `${details.errorInstance}, seed ${details.seed}: ${JSON.stringify(details.counterexample).slice(0, 500)}`
    : '';
  t.equal(told, '', one.line);
}

t.test(
  'whatever is asked, the answer comes, is documented and is not ours to be ashamed of',
  { timeout: 90_000 },
  async (t) => {
    const end = Date.now() + BUDGET_MS;
    for (const [index, one] of operations.entries()) {
      const left = operations.length - index;
      await holds(t, one, Math.max(20, (end - Date.now()) / left));
    }
    const failures = rig.memory.logged.filter(({ level }) => level === 'error');
    t.same(failures, []);
  },
);

t.test('after all of it those who may are let in, and the API does what it did', async (t) => {
  t.equal((await rig.ask('GET /nodes')).status, 200);
  t.match(await logIn(await testApi()), /^Bearer ./);
});
