import t from 'tap';
import { problemsOf } from '../src/settings-problems.ts';

const keys = ['idle_timeout', 'upstream.topic', 'upstream.topic_override_mapping', 'dnstream.topic'];

t.test('each problem of a message goes to its field', async (t) => {
  const { ofFields, others } = problemsOf(
    'idle_timeout: must be a duration; gateway.ocpp.upstream.topic: must be a topic such as cp/${cid}',
    keys,
  );
  t.strictSame(
    [...ofFields],
    [
      ['idle_timeout', 'must be a duration'],
      ['upstream.topic', 'must be a topic such as cp/${cid}'],
    ],
  );
  t.strictSame(others, []);
});

t.test('a problem inside of a field is told with its place in it', async (t) => {
  const { ofFields } = problemsOf('upstream.topic_override_mapping.Boot: must be a topic', keys);
  t.strictSame([...ofFields], [['upstream.topic_override_mapping', 'Boot: must be a topic']]);
});

t.test('a name below a field may have spaces', async (t) => {
  const message = 'idle_timeout: no; gateway.ocpp.charge_points.CP 1.ping_interval: must be a duration; colour: no';
  const { ofFields, others } = problemsOf(message, [...keys, 'charge_points']);
  t.strictSame(
    [...ofFields],
    [
      ['idle_timeout', 'no'],
      ['charge_points', 'CP 1.ping_interval: must be a duration'],
    ],
  );
  t.strictSame(others, ['colour: no']);
});

t.test('a semicolon inside of a sentence does not end it', async (t) => {
  const { ofFields } = problemsOf('idle_timeout: must be so; or else; dnstream.topic: must be other', keys);
  t.equal(ofFields.get('idle_timeout'), 'must be so; or else');
  t.equal(ofFields.get('dnstream.topic'), 'must be other');
});

t.test('two problems of one field stand together', async (t) => {
  t.equal(problemsOf('idle_timeout: a; idle_timeout: b', keys).ofFields.get('idle_timeout'), 'a; b');
});

t.test('what belongs to no field is not lost', async (t) => {
  const { ofFields, others } = problemsOf('colour: is not a known setting; The body is too large', keys);
  t.equal(ofFields.size, 0);
  t.strictSame(others, ['colour: is not a known setting; The body is too large']);
  t.strictSame(problemsOf('upstream.topics: no', keys).others, ['upstream.topics: no']);
});
