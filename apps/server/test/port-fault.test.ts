import { AccessError } from '@ocpp-broker/access';
import { BrokerError } from '@ocpp-broker/broker';
import { StoreError } from '@ocpp-broker/store';
import { WebhookError } from '@ocpp-broker/webhooks';
import t from 'tap';
import { faultOf, TopicOwned } from '../src/port-fault.ts';
import { StartError } from '../src/start-error.ts';

t.test('what the caller can change is told, with the path of its setting', async (t) => {
  for (const [error, message] of [
    [new AccessError('access_invalid_ban', 'who has to be an IP address'), 'who has to be an IP address'],
    [
      new BrokerError('EADDRINUSE', 'cannot listen on x: the address is in use'),
      'cannot listen on x: the address is in use',
    ],
    [new StartError([{ path: 'a.bind', message: 'is taken' }]), 'a.bind: is taken'],
    [new StoreError('store_invalid_value', 'too long'), 'too long'],
    [new StoreError('store_unknown_algorithm', 'a hash of bcrypt'), 'a hash of bcrypt'],
    [new WebhookError('webhook_unknown', 'there is no webhook'), 'there is no webhook'],
    [new TopicOwned('ocpp/cp/CP1'), /only charge points speak on ocpp\/cp\/CP1/],
  ] as const) {
    t.match(faultOf(error), { kind: 'invalid', message });
  }
});

t.test('too much at once is busy, and a fault of ours is nothing that the caller is told of', async (t) => {
  t.match(faultOf(new StoreError('store_busy', 'too many')), { kind: 'busy' });
  t.equal(faultOf(new StoreError('store_unreadable', 'the disk')), undefined);
  t.equal(faultOf(new WebhookError('store_closed', 'the webhooks')), undefined);
  t.equal(faultOf(new TypeError('ours')), undefined);
  t.equal(faultOf('anything'), undefined);
});
