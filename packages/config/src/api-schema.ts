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
  apply: 'restart',
  expects: 'a list of up to 100 different origins',
};

/** The root `api`: the HTTP interface and the console on it. */
export const apiSchema = section('The HTTP interface, and the console that is served on it.', {
  bind: bind('0.0.0.0:18083', 'restart', 'Where the HTTP interface listens.'),
  bootstrap_file: path(
    '',
    'restart',
    'A file of `key:secret[:role]` lines, read at the start, from which API keys are made.',
    'optional',
  ),
  token_ttl: duration('1h', 'restart', 'How long the token of a login is good for after its last use.', {
    min: '1s',
    max: '24d',
  }),
  login_attempts_max: count(
    10,
    'restart',
    'How many failed logins one address has in a minute before it is answered 429.',
    { min: 1, max: 10_000 },
  ),
  max_body_size: size('1MB', 'restart', 'The largest request body that is read.', { min: '1KB', max: '64MB' }),
  console: flag(true, 'restart', 'Serves the web console beside the API.'),
  cors: section('What browsers let the pages of other origins do with the API.', {
    enable: flag(false, 'restart', 'Answers the cross-origin questions of browsers.'),
    origins,
  }),
});
