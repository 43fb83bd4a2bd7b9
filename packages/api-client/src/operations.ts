// From the generated `Api` to what a caller writes: paths by method, what a request takes, what it answers.
import type { Api } from '../generated/api.ts';

/** The verbs of the API. */
export type Method = 'get' | 'post' | 'put' | 'delete';

/** The paths that have a verb. */
export type PathOf<Verb extends Method> = {
  [Path in keyof Api]: Verb extends keyof Api[Path] ? Path : never;
}[keyof Api];

type OperationOf<Path extends keyof Api, Verb extends Method> = Verb extends keyof Api[Path] ? Api[Path][Verb] : never;

/** What any request may be given besides the parts of its operation. */
export type RequestSettings = {
  readonly signal?: AbortSignal | undefined;
  /** Until the answer is read (or has begun, where it is read as it comes). */
  readonly timeoutMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a request takes: `path`, `query`, `header` and `body` as documented. */
export type RequestOf<Path extends keyof Api, Verb extends Method> = Omit<OperationOf<Path, Verb>, 'answer'> &
  RequestSettings;

/** What is answered when all goes well. */
export type AnswerOf<Path extends keyof Api, Verb extends Method> =
  OperationOf<Path, Verb> extends { readonly answer: infer Answer } ? Answer : never;

/** The request may be left out where nothing in it is required. */
export type RequestArguments<Path extends keyof Api, Verb extends Method> =
  Record<never, never> extends RequestOf<Path, Verb>
    ? [request?: RequestOf<Path, Verb>]
    : [request: RequestOf<Path, Verb>];

/** The same for events; `onOpen` is called when the server has let the reader in, from when on nothing is missed. */
export type EventArguments<Path extends PathOf<'get'>> =
  Record<never, never> extends RequestOf<Path, 'get'>
    ? [request?: RequestOf<Path, 'get'> & Opening]
    : [request: RequestOf<Path, 'get'> & Opening];

type Opening = { readonly onOpen?: () => void };

/** The paths that answer in pages. */
export type PagedPath = {
  [Path in PathOf<'get'>]: AnswerOf<Path, 'get'> extends {
    readonly data: readonly unknown[];
    readonly meta: { readonly hasnext: boolean };
  }
    ? Path
    : never;
}[PathOf<'get'>];

/** One entry of a paged list. */
export type EntryOf<Path extends PagedPath> =
  AnswerOf<Path, 'get'> extends { readonly data: readonly (infer Entry)[] } ? Entry : never;
