import t from 'tap';
import type { Caller } from '../src/access.ts';
import { Tickets } from '../src/event-stream-tickets.ts';

const root: Caller = { kind: 'api_key', name: 'root', role: 'administrator' };
const view: Caller = { kind: 'api_key', name: 'view', role: 'viewer' };

function rig() {
  const time = { now: 1_000 };
  const options = { ticketTtlMs: 30_000, ticketsMax: 4, ticketsPerCallerMax: 3 };
  return { time, tickets: new Tickets(options, { now: () => time.now }) };
}

t.test('a ticket lets its caller in once', async (t) => {
  const { tickets } = rig();
  const { ticket, expiresAt } = tickets.issue(root);
  t.match(ticket, /^[\w-]{43}$/);
  t.equal(expiresAt, 31_000);
  t.same(tickets.take(ticket), root);
  t.equal(tickets.take(ticket), undefined);
  t.equal(tickets.take('nonsense'), undefined);
});

t.test('a ticket that is too old lets nobody in', async (t) => {
  const { tickets, time } = rig();
  const [one, other] = [tickets.issue(root).ticket, tickets.issue(root).ticket];
  time.now += 29_999;
  t.same(tickets.take(one), root);
  time.now += 1;
  t.equal(tickets.take(other), undefined);
});

t.test('who asks for too many loses the own oldest one, and nobody else one', async (t) => {
  const { tickets } = rig();
  const theirs = tickets.issue(view).ticket;
  const own = [1, 2, 3, 4].map(() => tickets.issue(root).ticket);
  t.equal(tickets.take(own[0] ?? ''), undefined);
  t.same(tickets.take(own[1] ?? ''), root);
  t.same(tickets.take(theirs), view);
});

t.test('when there are too many in all, the oldest goes; those that are over go first', async (t) => {
  const { tickets, time } = rig();
  const first = tickets.issue(view).ticket;
  for (let i = 0; i < 3; i += 1) tickets.issue(root);
  const last = tickets.issue(view).ticket;
  t.equal(tickets.size, 4);
  t.equal(tickets.take(first), undefined);
  t.same(tickets.take(last), view);
  time.now += 30_000;
  tickets.issue(view);
  t.equal(tickets.size, 1);
});
