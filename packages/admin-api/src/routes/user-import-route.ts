import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordChange } from '../audit.ts';
import type { ApiContext } from '../context.ts';
import { ApiError, busy } from '../errors.ts';
import { operation, reply } from '../operation.ts';
import { flag, text } from '../schema-parts.ts';
import type { UserImporter, UserImportFile, UserImportOutcome, UserImportProblem } from '../user-import-ports.ts';
import type { UserRealm } from './user-routes.ts';

type ImportQuery = {
  readonly type: UserImportFile['type'];
  readonly salt_position: UserImportFile['saltPosition'];
  readonly override: boolean;
};

const FIELD = 'filename';
/** Problems that a refusal tells; a message is one line. */
const PROBLEMS_TOLD_MAX = 5;

/** `POST …/import_users` of one realm. Registered in a scope of its own, the only one that reads forms. */
export function userImportRoute(
  api: FastifyInstance,
  context: ApiContext,
  realm: Pick<UserRealm, 'url' | 'params' | 'replies' | 'name' | 'tag' | 'noun'>,
  importer: UserImporter,
): void {
  const { importBytesMax } = context.options;
  let isBusy = false;
  api.register(async (scope) => {
    await scope.register(multipart, {
      limits: { fileSize: importBytesMax, files: 1, fields: 10, fieldSize: 1024, parts: 11, headerPairs: 20 },
    });
    scope.route<{ Querystring: ImportQuery }>({
      ...operation({
        method: 'POST',
        url: realm.url.replace(/\/users$/, '/import_users'),
        id: `import${realm.name}s`,
        tag: realm.tag,
        summary: 'Take in a file of users',
        description:
          'JSON (a list) or CSV (with a header line) with `user_id,password_hash,salt,is_superuser`, or with `type=plain` ' +
          '`user_id,password,is_superuser`; which of the two forms, the name of the file says (`.json`, `.csv`). A `password_hash` is SHA-256 ' +
          'in hex, as EMQX makes it by default, or a PHC string of scrypt or sha256; bcrypt, pbkdf2, sha512, sha, md5 cannot be taken in. ' +
          'A row that cannot be stored fails by itself; a file that cannot be read is refused whole. Of plain passwords that have to be ' +
          'hashed there may be 1,000 in one file.',
        access: 'operator',
        mayTakeLong: true,
        params: realm.params,
        query: {
          type: text('What the file holds', { enum: ['hash', 'plain'], default: 'hash' }),
          salt_position: text('Where the salt stands in hashes in hex', {
            enum: ['prefix', 'suffix', 'disable'],
            default: 'prefix',
          }),
          override: flag('Whether the file overrides users that exist', { default: true }),
        },
        form: {
          type: 'object',
          required: [FIELD],
          properties: {
            [FIELD]: { type: 'string', contentMediaType: 'application/octet-stream', description: 'The file' },
          },
        },
        replies: { ...realm.replies, 200: reply('What became of the rows', 'UserImport') },
      }),
      bodyLimit: importBytesMax + FORM_BYTES_MAX,
      handler: async (request) => {
        if (isBusy) throw busy('A file of users is being taken in');
        isBusy = true;
        try {
          const { type, salt_position: saltPosition, override } = request.query;
          const file = { ...(await readFile(request)), type, saltPosition, override };
          const outcome = await importer.import(file);
          if (outcome.outcome === 'refused') throw new ApiError(400, 'BAD_REQUEST', printProblems(outcome.problems));
          const printed = print(outcome);
          await recordChange(context, request, `import ${realm.noun}s`, `${outcome.total} rows`, { after: printed });
          return printed;
        } finally {
          isBusy = false;
        }
      },
    });
  });
}

/** What a form adds to its file: boundaries and headers. */
const FORM_BYTES_MAX = 16_384;

async function readFile(request: FastifyRequest): Promise<Pick<UserImportFile, 'text' | 'format'>> {
  if (!request.isMultipart()) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be multipart/form-data');
  }
  const { name, type, bytes } = await readPart(request);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return { text: text.decode(bytes), format: formatOf(name, type) };
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(400, 'BAD_REQUEST', 'The file is not UTF-8');
    throw error;
  }
}

async function readPart(request: FastifyRequest) {
  try {
    const part = await request.file();
    if (part?.fieldname === FIELD) {
      return { name: part.filename, type: part.mimetype, bytes: await part.toBuffer() };
    }
  } catch (error) {
    // What the reader of forms finds wrong with one has no status, unless it is too large.
    if ((error as { readonly statusCode?: unknown }).statusCode !== undefined) throw error;
    throw new ApiError(400, 'BAD_REQUEST', 'The form cannot be read');
  }
  throw new ApiError(400, 'BAD_REQUEST', `Missing required parameter: ${FIELD}`);
}

function formatOf(name: string, type: string): UserImportFile['format'] {
  const [, ending = ''] = /\.([a-z]+)$/i.exec(name) ?? [];
  if (/^json$/i.test(ending) || (ending === '' && type === 'application/json')) return 'json';
  if (/^csv$/i.test(ending) || (ending === '' && type === 'text/csv')) return 'csv';
  throw new ApiError(400, 'BAD_REQUEST', 'The name of the file must end in .json or .csv');
}

function printProblems(problems: readonly UserImportProblem[]): string {
  const told = problems.slice(0, PROBLEMS_TOLD_MAX).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = problems.length > told.length ? [`and ${problems.length - told.length} more problems`] : [];
  return [...told, ...more].join('; ');
}

function print(outcome: Extract<UserImportOutcome, { readonly outcome: 'imported' }>): object {
  const { total, success, override, skipped, failed, problems } = outcome;
  return {
    total,
    success,
    override,
    skipped,
    failed,
    problems: problems.map(({ line, reason }) => ({ line, reason })),
  };
}
