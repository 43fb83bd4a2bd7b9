import t from 'tap';
import { harmlessLength, isIdTagName, isSecretName, tellsSecret, withoutUrlSecrets } from '../src/secret-names.ts';

t.test('names of secrets, in the spelling of anybody', async (t) => {
  const secrets = [
    'AuthorizationKey',
    'BasicAuthPassword',
    'basic_auth_password',
    'apnPassword',
    'simPin',
    'PIN',
    'psk',
  ];
  for (const name of [...secrets, 'client-secret', 'Private Key', 'accessToken', 'wifiPwd', 'PassPhrase']) {
    t.ok(isSecretName(name), name);
  }
  const others = ['idToken', 'key', 'value', 'AuthorizationCacheEnabled', 'LocalAuthListEnabled', 'spin', 'keyUsage'];
  for (const name of [...others, 'transactionId', 'status', '', 'tokenType', 'ClockAlignedDataInterval']) {
    t.notOk(isSecretName(name), name);
  }
});

t.test('names of what says who charges', async (t) => {
  for (const name of [
    'idTag',
    'parentIdTag',
    'idToken',
    'groupIdToken',
    'additionalIdToken',
    'id_tag',
    'customerIdentifier',
  ])
    t.ok(isIdTagName(name), name);
  for (const name of ['idTagInfo', 'idTokenInfo', 'transactionId', 'id']) t.notOk(isIdTagName(name), name);
});

t.test('a text tells a secret where a value is joined to its name', async (t) => {
  for (const text of ['password=1', '"AuthorizationKey": "x"', 'secretKey > 1', "pin':", 'the PIN : 7']) {
    t.ok(tellsSecret(text, false), text);
  }
  t.notOk(tellsSecret('no password given', true));
  t.notOk(tellsSecret('idTag=1', false));
  t.ok(tellsSecret('idTag=1', true));
});

t.test('a text may be shown up to what a secret may follow', async (t) => {
  t.equal(harmlessLength('a password b', true), 10);
  t.equal(harmlessLength('a {"value": 1, "x":"password"', true), 11);
  t.equal(harmlessLength('{"value": 1}', true), undefined, 'nothing says that it is one');
  t.equal(harmlessLength('{"idTag": 1}', false), undefined);
});

t.test('a URL keeps its host, its path and its harmless parameters', async (t) => {
  t.equal(withoutUrlSecrets('sftp://u:p@h:22/a/b', '*'), 'sftp://*@h:22/a/b');
  t.equal(withoutUrlSecrets('https://h/a?access_token=1&n=2;sig=3#f', '*'), 'https://h/a?access_token=*&n=2;sig=*#f');
  t.equal(withoutUrlSecrets('u:p@h', '*'), 'u:p@h', 'this is none');
});
