import t from 'tap';
import { TopicTemplate } from '../src/topic-template.ts';

const values = { clientid: 'A+B', username: 'u/1', version: '1.6', action: 'Reset', type: '2', id: '#' };

t.test('every placeholder gives its value, encoded', async (t) => {
  const template = new TopicTemplate('x/${cid}/${clientid}/${username}/${version}/${action}/${type}/${id}');
  t.equal(template.render(values), 'x/A%2BB/A%2BB/u%2F1/1.6/Reset/2/%23');
});

t.test('a placeholder may be a part of a level', async (t) => {
  t.equal(new TopicTemplate('cs-${cid}-v${version}').render(values), 'cs-A%2BB-v1.6');
});

t.test('what is no placeholder is text', async (t) => {
  t.equal(new TopicTemplate('${toString}/${__proto__}/$x').render(values), '${toString}/${__proto__}/$x');
});

t.test('a template of the connection is told from one of the message', async (t) => {
  t.ok(new TopicTemplate('cp/${cid}/${username}/${version}').isOfConnection);
  t.ok(new TopicTemplate('cp').isOfConnection);
  for (const name of ['action', 'type', 'id']) t.notOk(new TopicTemplate(`cp/\${${name}}`).isOfConnection, name);
});

t.test('the filter has a plus for each level with a placeholder', async (t) => {
  t.equal(new TopicTemplate('ocpp/cs/${cid}').filter(), 'ocpp/cs/+');
  t.equal(new TopicTemplate('a/x-${cid}/b/${version}').filter(), 'a/+/b/+');
  t.equal(new TopicTemplate('fixed/topic').filter(), 'fixed/topic');
});

t.test('the pattern finds the values and takes the rest literally', async (t) => {
  const pattern = new TopicTemplate('a.b/(x)/${cid}/c|d').pattern();
  t.equal(pattern.exec('a.b/(x)/CP1/c|d')?.[1], 'CP1');
  for (const topic of ['aXb/(x)/CP1/c|d', 'a.b/(x)/CP1/2/c|d', 'a.b/(x)/CP1/c|d/', 'pre/a.b/(x)/CP1/c|d'])
    t.notMatch(topic, pattern);
});
