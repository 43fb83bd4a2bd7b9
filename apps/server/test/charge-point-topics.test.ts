import t from 'tap';
import { chargePointTopics, isWithin } from '../src/charge-point-topics.ts';
import { settingsOf } from './fixtures/settings.ts';

const topicsOf = (ocpp: object = {}) => chargePointTopics(settingsOf({ gateway: { ocpp } }).gateway.ocpp);

t.test('every template is there once, with the area that it lies in', async (t) => {
  t.strictSame(topicsOf({ upstream: { topic_override_mapping: { MeterValues: 'meter/${cid}/x' } } }), [
    { filter: 'ocpp/cp/+', area: 'ocpp/cp/#' },
    { filter: 'ocpp/cp/+/Reply', area: 'ocpp/cp/#' },
    { filter: 'ocpp/meter/+/x', area: 'ocpp/meter/#' },
    { filter: 'ocpp/cs/+', area: 'ocpp/cs/#' },
    { filter: 'ocpp/cp/+/Presence', area: 'ocpp/cp/#' },
  ]);
  t.equal(topicsOf({ presence: { topic: '' } }).length, 3);
});

t.test('a template that begins with a placeholder lies in no area but its own', async (t) => {
  const mountpoint = '';
  const upstream = { topic: '${cid}/up', reply_topic: '${cid}/reply', error_topic: '${cid}/reply' };
  const [first] = topicsOf({ mountpoint, upstream, dnstream: { topic: 'x-${cid}/down' } });
  t.strictSame(first, { filter: '+/up', area: '+/up' });
});

t.test('a subscription is within when it asks for topics of the gateway and for little else', async (t) => {
  const topics = topicsOf();
  for (const filter of ['ocpp/cp/#', 'ocpp/cp/+', 'ocpp/cp/CP1', 'ocpp/cp/CP1/#', 'ocpp/cp/+/Reply', 'ocpp/cs/CP1']) {
    t.equal(isWithin(topics, filter), true, filter);
  }
  for (const filter of ['#', 'ocpp/#', 'ocpp/+/CP1', '+/cp/CP1', 'ocpp/cp/CP1/other', 'ocpp/cp/a/b/c', 'plant/#']) {
    t.equal(isWithin(topics, filter), false, filter);
  }
});

t.test('an application that shares the area of a template keeps its own topics', async (t) => {
  const topics = topicsOf({
    mountpoint: 'plant/',
    upstream: { topic: '${cid}/up', reply_topic: '${cid}/reply', error_topic: '${cid}/reply' },
    dnstream: { topic: '${cid}/down' },
    presence: { topic: '' },
  });
  t.equal(isWithin(topics, 'plant/CP1/up'), true);
  t.equal(isWithin(topics, 'plant/#'), true);
  t.equal(isWithin(topics, 'plant/hall/temperature'), false);
});
