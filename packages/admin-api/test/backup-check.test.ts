import t from 'tap';
import { banProblem, topicProblem } from '../src/backup-check.ts';

t.test('topic filters are told from what is none', async (t) => {
  for (const topic of ['a', 'a/b', '#', 'a/#', '+', '+/a/+', '/', 'ocpp/cs/${clientid}', 'eq a/b', '$SYS/#']) {
    t.equal(topicProblem(topic), undefined, topic);
  }
  for (const topic of ['', 'a/#/b', 'a#', '#a', 'a+', '+a/b', 'eq ', 'a\u0000', '\ud800']) {
    t.match(topicProblem(topic), /is no topic filter/, topic);
  }
});

t.test('addresses and networks are told from what is none', async (t) => {
  const ban = { by: '', reason: '', at: 0, until: 'infinity' } as const;
  const problem = (as: 'clientid' | 'peerhost' | 'peerhost_net', who: string) => banProblem({ as, who, ...ban });
  for (const who of ['192.0.2.7', '2001:db8::7']) t.equal(problem('peerhost', who), undefined, who);
  for (const who of ['', 'localhost', '192.0.2.256', '192.0.2.0/24'])
    t.match(problem('peerhost', who), /no address/, who);
  for (const who of ['192.0.2.0/24', '0.0.0.0/0', '2001:db8::/32'])
    t.equal(problem('peerhost_net', who), undefined, who);
  for (const who of ['192.0.2.0', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/2/4', 'x/8', '::/129', '192.0.2.0/-1']) {
    t.match(problem('peerhost_net', who), /no network/, who);
  }
  t.equal(problem('clientid', 'anything'), undefined);
});
