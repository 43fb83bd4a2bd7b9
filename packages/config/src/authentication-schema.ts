// What `mqtt.authentication` and `gateway.ocpp.authentication` have in common: the sources besides our own users, and what
// slows guessing down. Names are those of EMQX where it has the setting.

import {
  choice,
  count,
  duration,
  flag,
  type LeafSchema,
  type NamedSchema,
  path,
  type SectionSchema,
  section,
  text,
} from './setting-schema.ts';

/** The sources that can say who somebody is, in the order in which they are asked by default. */
export const authenticationSources: readonly string[] = ['built_in_database', 'jwt', 'http'];

const source = authenticationSources.join('|');

const order = text(
  authenticationSources.join(', '),
  'reconnect',
  'Which sources are asked, and in which order, separated by commas; one that is off is passed over, and the first that knows the user decides.',
  {
    // Any of the three, in any order, none of them twice.
    pattern: `^(?!.*\\b(${source})\\b.*\\b\\1\\b) *(?:${source})(?: *, *(?:${source}))* *$`,
    expects: 'one or more of built_in_database, jwt and http, separated by commas',
    maxLength: 64,
  },
);

// As many as a request has room for; a map that nobody bounds could hold the whole of a body.
const entriesMax = 32;

const texts = (
  things: string,
  description: string,
  names: { readonly pattern: string; readonly expects: string },
  entry: LeafSchema,
): NamedSchema => ({
  type: 'object',
  description,
  apply: 'reconnect',
  default: {},
  propertyNames: names,
  additionalProperties: entry,
  maxProperties: entriesMax,
  expects: `at most ${entriesMax} ${things} under their names`,
});

const printable = { pattern: '^[^\\u0000-\\u001f\\u007f]*$', expects: 'a text without control characters' };
const claimNames = { pattern: '^[^\\u0000-\\u001f\\u007f]{1,64}$', expects: 'of 1 to 64 characters' };
// RFC 9110 §5.6.2: a token.
const headerNames = { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$", expects: 'that of an HTTP header' };

const secret = (leaf: LeafSchema): LeafSchema => ({ ...leaf, secret: true });

const jwt = section('JSON Web Tokens as a source.', {
  enable: flag(false, 'reconnect', 'Takes JSON Web Tokens; whoever shows none is left to the next source.'),
  from: choice(['password', 'username'], 'password', 'reconnect', 'Where the token is shown.'),
  algorithm: choice(
    ['hmac-based', 'public-key'],
    'hmac-based',
    'reconnect',
    'How tokens are signed: with a secret that both sides know (HS256 and longer), or with a private key (RS256, ES256 and such).',
  ),
  secret: secret(
    text(
      '',
      'reconnect',
      'With `hmac-based`: the secret. It is shown as `******`, which keeps it when it comes back.',
      {
        pattern: '^[^\\u0000]*$',
        expects: 'a text',
        maxLength: 4096,
      },
    ),
  ),
  secret_base64_encoded: flag(false, 'reconnect', 'Says that `secret` is the Base64 of the secret.'),
  public_key: text(
    '',
    'reconnect',
    'With `public-key`: the key that signatures are checked with, as the text of a PEM.',
    {
      pattern: '^[^\\u0000]*$',
      expects: 'the text of a PEM, or empty for none',
      maxLength: 16_384,
    },
  ),
  use_jwks: flag(false, 'reconnect', 'With `public-key`: takes the keys of `jwks_file` instead of `public_key`.'),
  jwks_file: path('', 'reconnect', 'A file with a JSON Web Key Set.', 'optional'),
  verify_claims: texts(
    'claims',
    'What claims of a token have to say, under their names; `${clientid}` and `${username}` stand for what the client shows.',
    claimNames,
    text('', 'reconnect', 'What this claim has to say.', { ...printable, maxLength: 1024 }),
  ),
  disconnect_after_expire: flag(true, 'reconnect', 'Ends a connection when its token runs out.'),
});

const http = section('A service that is asked over HTTP as a source.', {
  enable: flag(
    false,
    'reconnect',
    'Asks a service; what it does not decide, or does not answer, is left to the next source.',
  ),
  method: choice(
    ['post', 'get'],
    'post',
    'reconnect',
    'How it is asked: with a JSON body, or with the entries of `body` in the query.',
  ),
  url: text(
    '',
    'reconnect',
    'Where it is asked; `${clientid}`, `${username}`, `${password}` and `${peerhost}` may stand in its path and query.',
    {
      pattern: '^$|^https?://[^\\s\\u0000-\\u001f\\u007f]+$',
      expects: 'an address such as https://example.org/auth, or empty for none',
      maxLength: 2048,
    },
  ),
  headers: texts(
    'headers',
    'Headers of the request, with the same placeholders. They are shown as `******`, which keeps them when it comes back.',
    headerNames,
    secret(text('', 'reconnect', 'The value of this header.', { ...printable, maxLength: 4096 })),
  ),
  body: texts(
    'entries',
    'What the service is told, under the names that it wants, with the same placeholders.',
    claimNames,
    text('', 'reconnect', 'The value of this entry.', { ...printable, maxLength: 1024 }),
  ),
  request_timeout: duration('5s', 'reconnect', 'How long it may take to answer.', { min: '100ms', max: '1m' }),
  max_inflight: count(
    100,
    'reconnect',
    'How many requests are under way at once; who comes then is told to try again later.',
    { min: 1, max: 10_000 },
  ),
});

const throttle = section('What slows down those who guess passwords.', {
  enable: flag(true, 'live', 'Makes whoever failed too often wait before the next try is looked at.'),
  failures: count(
    5,
    'live',
    'How many failures in a row one address may have with one user name before it has to wait.',
    {
      min: 1,
      max: 1000,
    },
  ),
  address_failures: count(
    100,
    'live',
    'How many failures one address may have with all user names together; many charge points may share it.',
    { min: 1, max: 1_000_000 },
  ),
  first_wait: duration('1s', 'live', 'The first wait; each further failure doubles it.', { min: '100ms', max: '1h' }),
  max_wait: duration('5m', 'live', 'The longest wait.', { min: '100ms', max: '1d' }),
});

/** The part of an authentication section that is the same for MQTT clients and charge points. */
export const authenticationParts: SectionSchema['properties'] = { order, jwt, http, throttle };
