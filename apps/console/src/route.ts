// The pages of the console as parts of the hash, so that a page can be bookmarked and the browser's Back does what it says.

/** The filters of a list, as they stand in the address. */
export type ListQuery = Readonly<Record<string, string>>;

/** Where the console is. */
export type Route =
  | { readonly kind: 'overview' }
  | { readonly kind: 'charge-points'; readonly query: ListQuery }
  | { readonly kind: 'charge-point'; readonly clientId: string }
  | { readonly kind: 'mqtt-clients'; readonly query: ListQuery }
  | { readonly kind: 'users'; readonly realm: 'ocpp' | 'mqtt'; readonly query: ListQuery }
  | { readonly kind: 'api-keys' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'send' | 'publish'; readonly clientId: string | null }
  | { readonly kind: 'listeners' | 'console-users' | 'backups' | 'webhooks' }
  | { readonly kind: 'webhook'; readonly name: string; readonly query: ListQuery }
  | { readonly kind: 'audit'; readonly query: ListQuery }
  | { readonly kind: 'unknown' };

/** Reads `location.hash`; what is none of the pages is `unknown`. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  const [page = '', detail, ...more] = parts;
  const query = Object.fromEntries(new URLSearchParams(search));
  if (more.length > 0) return { kind: 'unknown' };
  if (detail === undefined) return pageOf(page, query);
  if (page === 'charge-points') return withName(detail, (clientId) => ({ kind: 'charge-point', clientId }));
  if (page === 'webhooks') return withName(detail, (name) => ({ kind: 'webhook', name, query }));
  if (page === 'send' && detail === 'message') return { kind: 'publish', clientId: query.to ?? null };
  if (page === 'users' && (detail === 'ocpp' || detail === 'mqtt')) return { kind: 'users', realm: detail, query };
  return { kind: 'unknown' };
}

/** The hash of a route, `#` and all; empty values of a query are left out. */
export function printRoute(route: Route): string {
  switch (route.kind) {
    case 'overview':
      return '#/';
    case 'charge-point':
      return `#/charge-points/${encodeURIComponent(route.clientId)}`;
    case 'users':
      return `#/users/${route.realm}${printQuery(route.query)}`;
    case 'charge-points':
    case 'mqtt-clients':
    case 'audit':
      return `#/${route.kind}${printQuery(route.query)}`;
    case 'send':
      return `#/send${printQuery({ to: route.clientId ?? '' })}`;
    case 'publish':
      return `#/send/message${printQuery({ to: route.clientId ?? '' })}`;
    case 'webhook':
      return `#/webhooks/${encodeURIComponent(route.name)}${printQuery(route.query)}`;
    case 'api-keys':
    case 'settings':
    case 'listeners':
    case 'console-users':
    case 'backups':
    case 'webhooks':
      return `#/${route.kind}`;
    case 'unknown':
      return '#/';
  }
}

function pageOf(page: string, query: ListQuery): Route {
  switch (page) {
    case '':
      return { kind: 'overview' };
    case 'charge-points':
    case 'mqtt-clients':
    case 'audit':
      return { kind: page, query };
    case 'users':
      return { kind: 'users', realm: 'ocpp', query };
    case 'api-keys':
    case 'settings':
    case 'listeners':
    case 'console-users':
    case 'backups':
    case 'webhooks':
      return { kind: page };
    case 'send':
      return { kind: 'send', clientId: query.to ?? null };
  }
  return { kind: 'unknown' };
}

function withName(encoded: string, routeOf: (name: string) => Route): Route {
  try {
    return routeOf(decodeURIComponent(encoded));
  } catch {
    return { kind: 'unknown' };
  }
}

function printQuery(query: ListQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
