import fc from 'fast-check';
import t from 'tap';
import { type MaskOptions, mask, maskedText } from '../src/frame-mask.ts';

const whole: MaskOptions = { isIdTagMasked: true };
const cut: MaskOptions = { isIdTagMasked: true, cut: 'doubtful' };
const shown = (value: unknown, options = whole) => maskedText(JSON.stringify(value), options);
const secret = 'hunter2';

t.test('an AuthorizationKey is not shown, whatever comes first, and neither is one of a vendor', async (t) => {
  const change = (payload: object) => shown([2, 'u1', 'ChangeConfiguration', payload]);
  t.equal(
    change({ key: 'AuthorizationKey', value: secret }),
    '[2,"u1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]',
  );
  for (const key of ['AuthorizationKey', 'authorizationkey', 'WifiPassword', 'Vendor.SIM_PIN', 'api-key', 'VpnKey']) {
    t.notMatch(change({ value: secret, key }), secret, key);
  }
  for (const key of [
    'HeartbeatInterval',
    'AuthorizationCacheEnabled',
    'MasterPassGroupId',
    'StopTransactionSignature',
  ]) {
    t.match(change({ value: secret, key }), secret, key);
  }
  t.match(change({ key: 'AuthorizationKey', value: 1234567890 }), `"value":"${mask}"`);
});

t.test('the answer to GetConfiguration shows what is no secret', async (t) => {
  const configurationKey = [
    { key: 'HeartbeatInterval', readonly: false, value: '300' },
    { key: 'AuthorizationKey', readonly: false, value: secret },
    { readonly: false, value: secret, key: 'FtpPassword' },
    { key: 'MeterValueSampleInterval', readonly: false, value: '60' },
  ];
  t.equal(
    shown([3, 'u1', { configurationKey, unknownKey: ['AuthorizationKey'] }]),
    JSON.stringify([3, 'u1', { configurationKey, unknownKey: ['AuthorizationKey'] }]).replaceAll(secret, mask),
  );
});

t.test('a secret variable of 2.x is not shown, in whichever message its value is', async (t) => {
  const component = { name: 'SecurityCtrlr' };
  const variable = { name: 'BasicAuthPassword', instance: 'a' };
  const other = { name: 'Identity' };
  const messages = [
    [2, 'u1', 'SetVariables', { setVariableData: [{ attributeValue: secret, component, variable }] }],
    [3, 'u1', { getVariableResult: [{ attributeStatus: 'Accepted', component, variable, attributeValue: secret }] }],
    [2, 'u1', 'NotifyReport', { reportData: [{ component, variableAttribute: [{ value: secret }], variable }] }],
    [2, 'u1', 'NotifyReport', { reportData: [{ component, variable, variableAttribute: [{ value: secret }] }] }],
    [2, 'u1', 'NotifyEvent', { eventData: [{ actualValue: secret, component, variable }] }],
  ];
  for (const message of messages) {
    t.equal(shown(message), JSON.stringify(message).replaceAll(secret, mask));
    const harmless = JSON.parse(JSON.stringify(message).replaceAll('BasicAuthPassword', 'Identity')) as unknown;
    t.equal(shown(harmless), JSON.stringify(harmless), 'what is no secret is shown');
  }
  const both = [
    { attributeValue: 'shown', component, variable: other },
    { attributeValue: secret, component, variable },
  ];
  t.equal(shown(both), JSON.stringify(both).replaceAll(secret, mask));
});

t.test('members that are called a password, a secret or a key of a VPN are not shown', async (t) => {
  const connectionData = {
    basicAuthPassword: secret,
    apn: { apn: 'internet', apnUserName: 'user', apnPassword: secret, simPin: 4711, useOnlyPreferredNetwork: false },
    vpn: { server: 'vpn.test', user: 'user', group: 'g', password: secret, key: secret, type: 'IKEv2' },
  };
  const text = shown([2, 'u1', 'SetNetworkProfile', { configurationSlot: 1, connectionData }]);
  t.notMatch(text, /hunter2|4711/);
  for (const harmless of ['internet', 'vpn.test', 'IKEv2', '"user":"user"', '"configurationSlot":1', ':false']) {
    t.ok(text.includes(harmless), harmless);
  }
  t.equal(shown({ password: { a: [1, 'x', true, null] } }), '{"password":{"a":["***","***",true,null]}}');
});

t.test('idTags are shown only where the operator wants to see them', async (t) => {
  const messages = [
    [2, 'u1', 'StartTransaction', { connectorId: 1, idTag: '04A1B2C3', meterStart: 0 }],
    [3, 'u1', { idTagInfo: { status: 'Accepted', parentIdTag: '04A1B2C3' } }],
    [2, 'u1', 'SendLocalList', { listVersion: 1, localAuthorizationList: [{ idTag: '04A1B2C3' }] }],
    [2, 'u1', 'Authorize', { idToken: { idToken: '04A1B2C3', type: 'ISO14443' } }],
    [3, 'u1', { idTokenInfo: { groupIdToken: { idToken: '04A1B2C3', type: 'Central' } } }],
    [2, 'u1', 'DataTransfer', { vendorId: 'v', data: '{"idTag":"04A1B2C3"}' }],
  ];
  for (const message of messages) {
    const text = shown(message);
    t.notMatch(text, '04A1B2C3');
    t.strictSame((JSON.parse(text) as unknown[]).slice(0, 2), message.slice(0, 2));
    t.equal(shown(message, { isIdTagMasked: false }), JSON.stringify(message));
  }
  t.match(shown([2, 'u1', 'Authorize', { idToken: { idToken: 'x', type: 'ISO14443' } }]), '"type":"ISO14443"');
});

t.test('a text within a message that carries a secret is not shown; one that only speaks of it is', async (t) => {
  for (const data of [
    `{"password":"${secret}"}`,
    `user=a&password=${secret}`,
    `PIN: ${secret}`,
    `{\\"AuthKey\\": 1}`,
  ]) {
    t.equal(shown({ data }), '{"data":"***"}', data);
  }
  for (const data of ['the password is too short', 'stopping: EVDisconnected', '/idTag: must be string', 'pinned']) {
    t.equal(shown({ data }), JSON.stringify({ data }));
  }
});

t.test('a URL is shown without the password and the signatures in it', async (t) => {
  const location = (url: string) => (JSON.parse(shown({ location: url })) as { location: string }).location;
  t.equal(location(`ftp://user:${secret}@host.test/logs`), 'ftp://***@host.test/logs');
  t.equal(
    location('https://host.test/a?b=1&X-Amz-Signature=abc&c=2'),
    'https://host.test/a?b=1&X-Amz-Signature=***&c=2',
  );
  t.equal(location('https://host.test/a@b'), 'https://host.test/a@b');
  t.equal(maskedText(String.raw`{"u":"ftp:\/\/a:b@h"}`, whole), '{"u":"ftp://***@h"}');
  const named = shown({ value: `ftp://u:${secret}@h/path`, key: 'UploadSecret' });
  t.equal(named, '{"value":"***","key":"UploadSecret"}', 'what is secret as a whole is not shown in part');
});

t.test('whatever is not masked keeps its digits, its order and its spaces', async (t) => {
  const text =
    '[2, "u1","ChangeConfiguration",{ "n":12345678901234567890,"f":1.50 , "key":"AuthKey",\n"value":"x","e":1E5}]';
  t.equal(maskedText(text, whole), text.replace('"x"', `"${mask}"`));
});

t.test('a name may be written with escapes', async (t) => {
  t.equal(maskedText(String.raw`{"p\u0061ssword":"x"}`, whole), String.raw`{"p\u0061ssword":"***"}`);
  t.equal(maskedText(String.raw`{"k\u0065y":"Auth\u004bey","value":"x"}`, whole).includes('"x"'), false);
});

t.test('what was cut shows nothing whose key may be in the part that is missing', async (t) => {
  const text = `[3,"u1",{"configurationKey":[{"key":"A","value":"shown"},{"readonly":true,"value":"${secret}","key":"Authoriz`;
  t.equal(
    maskedText(text, cut),
    '[3,"u1",{"configurationKey":[{"key":"A","value":"shown"},{"readonly":true,"value":"***","key":…',
  );
  const report = '[2,"u1","NotifyReport",{"reportData":[{"variableAttribute":[{"value":"x"},{"type":"Actual"}';
  t.equal(maskedText(report, cut), `${report.replace('"x"', '"***"')}…`);
  t.equal(maskedText('{"password":"hun', cut), '{"password":…');
  t.equal(maskedText('{"password":12', cut), '{"password":"***"…');
  t.equal(maskedText('[2,"u1","DataTransfer",{"vendorId":"v', cut), '[2,"u1","DataTransfer",{"vendorId":…');
});

t.test('what was cut of a frame that names no secret shows its values, but no idTag', async (t) => {
  const text = '[2,"u1","MeterValues",{"idTag":"04A1B2C3","meterValue":[{"sampledValue":[{"value":"1.50"},{"val';
  t.equal(
    maskedText(text, { isIdTagMasked: true, cut: 'harmless' }),
    '[2,"u1","MeterValues",{"idTag":"***","meterValue":[{"sampledValue":[{"value":"1.50"},{…',
  );
});

t.test('wherever a frame is cut, no part of its secret is shown', async (t) => {
  const text = JSON.stringify([
    ...[2, 'u1', 'X'],
    { list: [{ value: secret, key: 'AuthorizationKey' }, { apnPassword: secret }], url: `ftp://u:${secret}@h.test/` },
  ]);
  for (let length = 0; length < text.length; length += 1) {
    t.notMatch(maskedText(text.slice(0, length), cut), 'hunt', text.slice(0, length));
  }
});

t.test('what is no JSON ends where it mentions a secret, or where its value may stand', async (t) => {
  t.equal(
    maskedText('[2,"u1","X",{"key":"AuthorizationKey","value":"x"', whole),
    '[2,"u1","X",{"key":"AuthorizationKey…',
  );
  t.equal(maskedText('[2,"u1","X",{"value":"x","key":"AuthorizationKey"', whole), '[2,"u1","X",{"value":…');
  t.equal(maskedText('idTag 04A1B2C3', whole), 'idTag…');
  t.equal(maskedText('idTag 04A1B2C3', { ...whole, isIdTagMasked: false }), 'idTag 04A1B2C3');
  t.equal(maskedText('GET ftp://u:p@h', whole), 'GET ftp:…');
  t.equal(maskedText('hello', whole), 'hello');
  t.equal(maskedText('hello', cut), 'hello…');
  t.equal(maskedText(`[2,"key",${'['.repeat(5_000)}`, whole).length, 5_009, 'however deep it is');
});

t.test('what a terminal would obey is shown as an escape', async (t) => {
  t.equal(maskedText('\u001b[2J\u009b\u202e"', whole), '\\u001b[2J\\u009b\\u202e"');
  const text = maskedText(JSON.stringify({ data: 'a\u009bb\u2066', name: 'x\ny' }), whole);
  t.equal(text, String.raw`{"data":"a\u009bb\u2066","name":"x\ny"}`);
  t.strictSame(JSON.parse(text), { data: 'a\u009bb\u2066', name: 'x\ny' }, 'and the JSON is the same');
});

t.test('no secret gets through, whatever is around it, and what is JSON stays JSON', async (t) => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const inside = fc.oneof(
    fc.tuple(value, value).map(([a, b]) => ({ a, key: 'AuthorizationKey', b, value: secret })),
    fc.tuple(value, value).map(([a, b]) => ({ value: secret, a, key: 'X-Password', b })),
    value.map((a) => ({ a, clientSecret: [secret] })),
    value.map((a) => ({ attributeValue: secret, a, variable: { instance: a, name: 'BasicAuthPassword' } })),
  );
  const message = fc.tuple(value, inside, value).map(([a, b, c]) => [2, 'u1', 'Action', { a, list: [b, c] }]);
  const options = fc.record({ isIdTagMasked: fc.boolean() });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(message, options, fc.nat(), (each, how, at) => {
        const text = JSON.stringify(each);
        const masked = maskedText(text, how);
        if (masked.includes(secret)) throw new Error(masked);
        JSON.parse(masked);
        const part = maskedText(text.slice(0, at % text.length), { ...how, cut: 'doubtful' });
        if (part.includes(secret)) throw new Error(part);
      }),
      { seed: 20_260_401, numRuns: 2_000 },
    ),
  );
});

t.test('any text at all is taken', async (t) => {
  const texts = fc.string({ unit: fc.constantFrom(...'[]{}",:\\ \u0000é1-ea', 'key', 'pass', 'u0041') });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        texts,
        fc.boolean(),
        fc.constantFrom(undefined, 'harmless', 'doubtful'),
        (text, isIdTagMasked, each) => {
          maskedText(text, { isIdTagMasked, cut: each });
        },
      ),
      { seed: 1, numRuns: 3_000 },
    ),
  );
});
