import t from 'tap';
import { addressParameters, channelAddress } from '../src/async-api-address.ts';

const anything = { actions: null, types: ['2', '6'] };

/** The topic that a document stands for, once its parameters have values. */
function topicOf(template: string, values: Readonly<Record<string, string>>): string {
  const address = channelAddress(template);
  const parameters = addressParameters(address, anything);
  return address.address.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => {
    t.ok(name in parameters, `${name} is described`);
    return values[name] ?? String(parameters[name]?.default);
  });
}

t.test('placeholders become parameters, and cid is another name of clientid', async (t) => {
  const address = channelAddress('ocpp/cp/${cid}/${action}');
  t.equal(address.address, 'ocpp/cp/{clientid}/{action}');
  t.equal(channelAddress('ocpp/cp/${clientid}/${action}').address, address.address);
  t.same(Object.keys(addressParameters(address, anything)), ['clientid', 'action']);
});

t.test('every placeholder has a description, and those with few values name them', async (t) => {
  const address = channelAddress('${cid}/${username}/${version}/${action}/${type}/${id}');
  const parameters = addressParameters(address, { actions: ['Heartbeat', 'Reset'], types: ['3'] });
  t.same(Object.keys(parameters), ['clientid', 'username', 'version', 'action', 'type', 'id']);
  for (const [name, { description }] of Object.entries(parameters)) t.match(description, /^[A-Z].+\.$/, name);
  t.match(parameters, {
    version: { enum: ['1.6', '2.0.1', '2.1'] },
    action: { enum: ['Heartbeat', 'Reset'] },
    type: { enum: ['3'] },
  });
  t.notOk('enum' in (addressParameters(address, anything).action ?? {}), 'any action may come');
});

t.test('a parameter that stands in an address twice is described once', async (t) => {
  const address = channelAddress('${cid}/x/${clientid}');
  t.equal(address.address, '{clientid}/x/{clientid}');
  t.same(Object.keys(addressParameters(address, anything)), ['clientid']);
});

t.test('braces, and whatever else a topic may hold, come out as they went in', async (t) => {
  for (const text of [
    'a{b}',
    '{',
    '}',
    '{}',
    'a}b{c',
    '{clientid}',
    '{a}/{b}/{a}',
    '$',
    ' ?&"\\ é 😀',
    '${',
    '{text1}',
  ]) {
    t.equal(topicOf(`${text}/\${cid}`, { clientid: 'CP1' }), `${text}/CP1`, text);
  }
  t.same(channelAddress('{a}/{b}/{a}').texts.size, 2, 'a text that comes twice is one parameter');
});
