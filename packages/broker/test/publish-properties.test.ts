import t from 'tap';
import { arePublishProperties, areWillProperties, propertiesOfWill } from '../src/publish-properties.ts';

t.test('the properties of a PUBLISH are taken when they have their types', async (t) => {
  t.ok(arePublishProperties({}));
  t.ok(
    arePublishProperties({
      payloadFormatIndicator: true,
      messageExpiryInterval: 60,
      topicAlias: 1,
      contentType: 'application/json',
      responseTopic: 'a/b',
      correlationData: Buffer.from('1'),
      userProperties: { one: '1', many: ['1', '2'], __proto__: null },
    }),
  );
});

t.test('a property that cannot be passed on is refused', async (t) => {
  const refused: readonly Record<string, unknown>[] = [
    { contentType: null },
    { contentType: ['twice', 'given'] },
    { responseTopic: '' },
    { correlationData: null },
    { messageExpiryInterval: -1 },
    { messageExpiryInterval: [1, 2] },
    { payloadFormatIndicator: 1 },
    { userProperties: { a: null } },
    { userProperties: { a: ['1', null] } },
    { userProperties: null },
    { subscriptionIdentifier: 1 },
    { serverKeepAlive: 1 },
    { reasonString: 'no' },
  ];
  for (const properties of refused) t.notOk(arePublishProperties(properties), JSON.stringify(properties));
});

t.test('a will may have a delay, but no topic alias, and is published without the delay', async (t) => {
  t.ok(areWillProperties({ willDelayInterval: 5, contentType: 'text' }));
  t.notOk(areWillProperties({ willDelayInterval: -1 }));
  t.notOk(areWillProperties({ topicAlias: 1 }));
  t.notOk(areWillProperties({ subscriptionIdentifier: 1 }));
  t.same(propertiesOfWill({ willDelayInterval: 5, contentType: 'text' }), { contentType: 'text' });
});
