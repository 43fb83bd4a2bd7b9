import { bind, count, duration, flag, type LeafSchema, path, section, size } from './setting-schema.ts';

const origins: LeafSchema = {
  type: 'array',
  items: {
    type: 'string',
    pattern: '^(?:\\*|https?://[^\\s/?#]+)$',
    maxLength: 300,
    expects: 'an origin such as https://example.org, or * for any',
  },
  maxItems: 100,
  uniqueItems: true,
  default: [],
  description: 'The origins whose pages may call the API from a browser.',
  apply: 'live',
  expects: 'a list of up to 100 different origins',
};

const networks = (description: string): LeafSchema => ({
  type: 'array',
  items: {
    type: 'string',
    unit: 'network',
    expects: 'an address or a network such as 10.0.0.7, 10.0.0.0/8 or fd00::/8',
  },
  maxItems: 100,
  uniqueItems: true,
  default: [],
  description,
  apply: 'restart',
  expects: 'a list of up to 100 different addresses and networks',
});

/** The root `api`: the HTTP interface and the console on it. */
export const apiSchema = section('The HTTP interface, and the console that is served on it.', {
  bind: bind('0.0.0.0:18083', 'restart', 'Where the HTTP interface listens.'),
  bootstrap_file: path(
    '',
    'restart',
    'A file of `key:secret[:role]` lines, read at the start, from which API keys are made.',
    'optional',
  ),
  token_ttl: duration('1h', 'live', 'How long the token of a login is good for after its last use.', {
    min: '1s',
    max: '24d',
  }),
  token_lifetime: duration(
    '12h',
    'live',
    'How long the token of a login is good for however much it is used (or `token_ttl`, where that is longer).',
    { min: '1s', max: '90d' },
  ),
  max_tokens: count(
    10_000,
    'live',
    'How many tokens there are at once; with one more, the one that was used longest ago ends.',
    { min: 1, max: 1_000_000 },
  ),
  max_tokens_per_user: count(
    100,
    'live',
    'How many of them one user has at once; with one more, the own one that was used longest ago ends.',
    { min: 1, max: 10_000 },
  ),
  login_attempts_max: count(
    10,
    'live',
    'How many failed logins one address has in a minute before it is answered 429.',
    { min: 1, max: 10_000 },
  ),
  max_body_size: size('1MB', 'restart', 'The largest request body that is read.', { min: '1KB', max: '64MB' }),
  max_import_size: size('16MB', 'restart', 'The largest file of users, and the largest backup, that is taken in.', {
    min: '1KB',
    max: '256MB',
  }),
  request_timeout: duration(
    '30s',
    'restart',
    'How long a request may take to arrive, and how long its answer may take, but for what is made to wait.',
    { min: '1s', max: '10m' },
  ),
  max_connections: count(1024, 'restart', 'How many connections there are at once.', { min: 1, max: 100_000 }),
  max_backups: count(10, 'restart', 'How many copies of the databases are kept; one more is refused.', {
    min: 1,
    max: 1000,
  }),
  max_audit_entries: count(
    10_000,
    'restart',
    'How many entries the audit log keeps; then the oldest of what was done most often goes.',
    {
      min: 100,
      max: 1_000_000,
    },
  ),
  trusted_proxies: networks(
    'The proxies, or networks of them, whose X-Forwarded-For is believed for the address of a caller.',
  ),
  console: flag(true, 'restart', 'Serves the web console beside the API.'),
  prometheus_networks: networks(
    'The addresses and networks that read `/api/v5/prometheus/stats` without credentials; from elsewhere an API key is needed. `0.0.0.0/0` and `::/0` are everybody (as with EMQX).',
  ),
  cors: section('What browsers let the pages of other origins do with the API.', {
    enable: flag(false, 'live', 'Answers the cross-origin questions of browsers.'),
    origins,
  }),
});
