import t from 'tap';
import { EventFilter, filterProblem, identityProblem, isWanted, union, wantedKinds } from '../src/event-filter.ts';
import type { WebhookEvent } from '../src/webhook-event.ts';

function takes(filter: Partial<ConstructorParameters<typeof EventFilter>[0]>, event: Partial<WebhookEvent>): boolean {
  const made = new EventFilter({ events: ['*'], identities: [], direction: 'both', ...filter });
  return made.matches({ kind: 'call', identity: 'CP1', action: 'Heartbeat', direction: 'upstream', ...event });
}

t.test('a filter takes kinds, families of kinds, and single actions', async (t) => {
  const boot: Partial<WebhookEvent> = { kind: 'call', action: 'BootNotification' };
  t.ok(takes({ events: ['*'] }, boot));
  t.ok(takes({ events: ['call'] }, boot));
  t.ok(takes({ events: ['call.BootNotification'] }, boot));
  t.ok(takes({ events: ['call.Heartbeat', 'call.BootNotification'] }, boot), 'one of two actions');
  t.ok(takes({ events: ['call.Heartbeat', 'call'] }, boot), 'a kind is more than one of its actions');
  t.notOk(takes({ events: ['call.Heartbeat'] }, boot));
  t.notOk(takes({ events: ['result', 'error', 'send'] }, boot));
  t.notOk(takes({ events: [] }, boot));
  t.ok(takes({ events: ['chargepoint.*'] }, { kind: 'chargepoint.disconnected', action: undefined }));
  t.notOk(takes({ events: ['client.*'] }, { kind: 'chargepoint.disconnected', action: undefined }));
  t.notOk(takes({ events: ['error.Heartbeat'] }, { kind: 'error', action: undefined }), 'an error without an action');
});

t.test('a filter takes identities exact or by their beginning', async (t) => {
  t.ok(takes({ identities: [] }, {}));
  t.ok(takes({ identities: ['CP1'] }, {}));
  t.notOk(takes({ identities: ['CP1'] }, { identity: 'CP11' }));
  t.ok(takes({ identities: ['CP1*'] }, { identity: 'CP11' }));
  t.ok(takes({ identities: ['X', 'Y*', 'CP*'] }, {}));
  t.notOk(takes({ identities: ['cp*'] }, {}));
  t.ok(takes({ identities: ['*'] }, {}));
});

t.test('a direction is asked of messages only', async (t) => {
  t.ok(takes({ direction: 'upstream' }, {}));
  t.notOk(takes({ direction: 'downstream' }, {}));
  t.ok(takes({ direction: 'downstream' }, { direction: 'downstream' }));
  t.ok(takes({ direction: 'downstream' }, { kind: 'chargepoint.connected', direction: undefined }));
});

t.test('what several hooks want is what one of them wants', async (t) => {
  const wanted = union([wantedKinds(['call.Heartbeat', 'error']), wantedKinds(['call.Reset']), wantedKinds([])]);
  t.ok(isWanted(wanted, 'call', 'Heartbeat'));
  t.ok(isWanted(wanted, 'call', 'Reset'));
  t.ok(isWanted(wanted, 'error', undefined));
  t.notOk(isWanted(wanted, 'call', 'BootNotification'));
  t.notOk(isWanted(wanted, 'call', undefined));
  t.notOk(isWanted(wanted, 'result', 'Heartbeat'));
  t.ok(isWanted(union([wanted, wantedKinds(['call'])]), 'call', 'Anything'));
});

t.test('an entry that would never match anything is told', async (t) => {
  for (const text of [
    '*',
    'chargepoint.*',
    'client.connected',
    'call',
    'call.Heartbeat',
    'send.NotifyPeriodicEventStream',
    'error.x-y_z',
  ]) {
    t.equal(filterProblem(text), undefined, text);
  }
  for (const text of [
    '',
    'cal',
    'call.',
    'call.*',
    'call.a b',
    'call.a.b',
    'client',
    'client.Heartbeat',
    'call.*x',
    '*.x',
    'Call',
    `call.${'x'.repeat(101)}`,
  ]) {
    t.match(filterProblem(text), 'which is no event', text);
  }
  t.equal(identityProblem('CP 1*'), undefined);
  for (const text of ['', 'a\n', 'x'.repeat(65_536)]) t.match(identityProblem(text), 'has an entry');
});
