// What is added to the OpenAPI document when all routes are known: examples, and what each chapter is about.
import { exampleOf, type NamedSchemas } from './openapi-examples.ts';
import type { Schema } from './operation.ts';

type Media = { readonly schema?: Schema; readonly example?: unknown; readonly examples?: unknown };
type Content = Readonly<Record<string, Media>>;
type OperationObject = {
  readonly parameters?: readonly Media[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly tags?: readonly string[];
};

/** As much of the document as is read here. */
export type OpenApiDocument = {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: NamedSchemas };
};

const CODES: Readonly<Record<string, string>> = {
  400: 'BAD_REQUEST',
  401: 'BAD_TOKEN',
  403: 'UNAUTHORIZED_ROLE',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'UNKNOWN_ERROR',
  503: 'SERVICE_UNAVAILABLE',
};

const CHAPTERS: Readonly<Record<string, string>> = {
  'API keys': 'Keys for programs: `Authorization: Basic` with key and secret.',
  Audit: 'Who changed what.',
  Backup: 'What is stored: out, in, and copied.',
  Bans: 'Who may not connect.',
  Calls: 'CALLs to charge points, and what became of them.',
  Frames: 'What charge points and CSMS say to each other.',
  Gateway: 'The OCPP gateway, its state and settings.',
  'Gateway authentication': 'How charge points are authenticated, and their users.',
  'Gateway clients': 'The charge points that are connected.',
  'Gateway listeners': 'Where charge points connect.',
  Login: 'Tokens for people: `Authorization: Bearer`.',
  'MQTT authentication': 'Who may connect by MQTT.',
  'MQTT authorization': 'Who may publish and subscribe to what.',
  'MQTT clients': 'The MQTT clients that are connected, and their sessions.',
  'MQTT listeners': 'Where MQTT clients connect.',
  'MQTT settings': 'The settings of the broker.',
  Metrics: 'Figures, for people and for Prometheus.',
  Node: 'The process: whether it runs, and how.',
  Publish: 'Messages into the broker.',
  'Users of the console': 'The people who administer the server.',
  Webhooks: 'Events to URLs.',
};

/** The document with examples everywhere and a list of its chapters. */
export function completeDocument<Document extends OpenApiDocument>(document: Document): Document {
  const named = document.components?.schemas ?? {};
  const paths = mapValues(document.paths ?? {}, (item) => mapValues(item, (operation) => completed(operation, named)));
  const used = new Set(Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ tags = [] }) => tags)));
  const tags = [...used].sort().map((name) => ({ name, description: CHAPTERS[name] ?? name }));
  return { ...document, tags, paths };
}

function completed(operation: OperationObject, named: NamedSchemas): OperationObject {
  const { parameters, requestBody, responses = {} } = operation;
  return {
    ...operation,
    ...(parameters === undefined ? {} : { parameters: parameters.map((parameter) => withExample(parameter, named)) }),
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: {
            ...requestBody,
            content: mapValues(requestBody.content, (media) => withExample(media, named)),
          },
        }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, withExamples(status, response, named)]),
    ),
  };
}

function withExamples<Response extends { readonly description: string; readonly content?: Content }>(
  status: string,
  response: Response,
  named: NamedSchemas,
): Response {
  if (response.content === undefined) return response;
  const content = mapValues(response.content, (media) => {
    const isError = media.schema?.$ref === '#/components/schemas/Error';
    if (!isError || media.example !== undefined) return withExample(media, named);
    return { ...media, example: { code: CODES[status] ?? 'BAD_REQUEST', message: response.description } };
  });
  return { ...response, content };
}

function withExample<Part extends Media>(part: Part, named: NamedSchemas): Part {
  if (part.example !== undefined || part.examples !== undefined || part.schema === undefined) return part;
  const example = exampleOf(part.schema, named);
  return example === undefined ? part : { ...part, example };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
