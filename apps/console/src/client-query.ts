import type { RequestOf } from '@ocpp-broker/api-client';
import { pageLimit, pageNumber } from './paging.ts';
import type { ListQuery } from './route.ts';

type ClientQuery = NonNullable<RequestOf<'/api/v5/clients', 'get'>['query']> & { readonly page: number };

/** The API's filters for the filters in the address (`search`, `by=user`, `state`, `page`). */
export function clientQuery(query: ListQuery): ClientQuery {
  const search = query.search ?? '';
  const state = query.state ?? '';
  return {
    page: pageNumber(query.page),
    limit: pageLimit,
    ...(search === '' ? {} : { [query.by === 'user' ? 'like_username' : 'like_clientid']: search }),
    ...(state === 'connected' || state === 'disconnected' ? { conn_state: state } : {}),
  };
}

/** Whether a list is narrowed, so that an empty one is no news. */
export function isFiltered(query: ListQuery): boolean {
  return (query.search ?? '') !== '' || (query.state ?? '') !== '';
}
