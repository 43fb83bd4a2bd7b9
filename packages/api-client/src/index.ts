export type { Api, Schemas } from '../generated/api.ts';
export { chunksOf } from './answer.ts';
export { type ApiClient, createApiClient } from './api-client.ts';
export { ApiError, type ClientErrorCode } from './api-error.ts';
export type { ApiClientOptions, Fetch } from './connection.ts';
export type { Credentials } from './credentials.ts';
export type {
  AnswerOf,
  EntryOf,
  EventArguments,
  Method,
  PagedPath,
  PathOf,
  RequestArguments,
  RequestOf,
  RequestSettings,
} from './operations.ts';
export type { ServerEvent } from './server-events.ts';
