import t from 'tap';
import type { Message, QoS } from '../../src/message.ts';
import { liveDelivery, retainedDelivery } from '../../src/routing/delivery.ts';
import type { Wish } from '../../src/routing/routing.ts';

const levels: readonly QoS[] = [0, 1, 2];

function message(of: Partial<Message> = {}): Message {
  return { topic: 'a', payload: Buffer.from('p'), qos: 2, retain: false, ...of };
}

function wish(of: Partial<Wish> = {}): Wish {
  return { qos: 2, retainAsPublished: false, identifiers: [], ...of };
}

t.test('the QoS is the lower one of what was published and what is wished (MQTT 5 MQTT-3.8.4-8)', async (t) => {
  for (const published of levels) {
    for (const wished of levels) {
      const expected = Math.min(published, wished);
      t.equal(liveDelivery(message({ qos: published }), wish({ qos: wished })).qos, expected);
      t.equal(retainedDelivery(message({ qos: published }), wish({ qos: wished })).qos, expected);
    }
  }
});

t.test(
  'a live message is sent as retained only to those who asked for it as published (MQTT 5 MQTT-3.3.1-12, -13)',
  async (t) => {
    for (const retain of [false, true]) {
      for (const retainAsPublished of [false, true]) {
        const delivery = liveDelivery(message({ retain }), wish({ retainAsPublished }));
        t.equal(delivery.retain, retain && retainAsPublished);
      }
    }
  },
);

t.test('a kept message is always sent as retained (MQTT 3.1.1 MQTT-3.3.1-8)', async (t) => {
  for (const retainAsPublished of [false, true]) {
    t.ok(retainedDelivery(message({ retain: true }), wish({ retainAsPublished })).retain);
    t.ok(retainedDelivery(message({ retain: false }), wish({ retainAsPublished })).retain);
  }
});

t.test('message and identifiers are handed on as they are, the shared filter where there is one', async (t) => {
  const published = message();
  const wished = wish({ identifiers: [4, 2, 4] });
  for (const delivery of [liveDelivery(published, wished), retainedDelivery(published, wished)]) {
    t.equal(delivery.message, published);
    t.equal(delivery.identifiers, wished.identifiers);
    t.equal(delivery.share, undefined);
  }
  t.equal(liveDelivery(published, wished, '$share/g/a').share, '$share/g/a');
});
