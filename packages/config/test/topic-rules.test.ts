import t from 'tap';
import { linesOf, pathsOf } from './problems.ts';

const gateway = (ocpp: unknown) => ({ gateway: { ocpp } });
const up = (upstream: unknown) => gateway({ upstream });
const down = (topic: string) => gateway({ dnstream: { topic } });

t.test('the downstream topic holds the identity exactly once and nothing else', async (t) => {
  const path = 'gateway.ocpp.dnstream.topic';
  t.strictSame(linesOf(down('to/${clientid}/x')), []);
  t.strictSame(linesOf(down('to/all')), [`${path}: must hold \${cid} or \${clientid} exactly once`]);
  t.strictSame(linesOf(down('to/${cid}/${clientid}')), [`${path}: must hold \${cid} or \${clientid} exactly once`]);
  t.strictSame(linesOf(down('to/${cid}/${action}')), [
    `${path}: holds the unknown placeholder \${action}; here stand \${cid} or \${clientid}`,
  ]);
});

t.test('upstream topics take all seven placeholders and no other', async (t) => {
  t.strictSame(linesOf(up({ topic: 'a/${cid}${clientid}${action}${type}${id}${username}${version}' })), []);
  t.strictSame(linesOf(up({ error_topic: 'a/${foo}' })), [
    'gateway.ocpp.upstream.error_topic: holds the unknown placeholder ${foo}; here stand ${cid}, ${clientid}, ${action}, ${type}, ${id}, ${username} or ${version}',
  ]);
  t.strictSame(pathsOf(up({ topic_override_mapping: { Heartbeat: 'a/${constructor}', Authorize: 'b/${cid' } })), [
    'gateway.ocpp.upstream.topic_override_mapping.Heartbeat',
    'gateway.ocpp.upstream.topic_override_mapping.Authorize',
  ]);
});

t.test('wildcards and control characters are refused in every topic and in the mountpoint', async (t) => {
  for (const wrong of ['a/+/${cid}', 'a/${cid}/#', 'a/\u0000${cid}', 'a/\ud800${cid}']) {
    t.strictSame(pathsOf(gateway({ mountpoint: wrong })), ['gateway.ocpp.mountpoint']);
    t.strictSame(pathsOf(down(wrong)), ['gateway.ocpp.dnstream.topic']);
    t.strictSame(pathsOf(up({ topic: wrong, reply_topic: wrong, topic_override_mapping: { Heartbeat: wrong } })), [
      'gateway.ocpp.upstream.topic',
      'gateway.ocpp.upstream.reply_topic',
      'gateway.ocpp.upstream.topic_override_mapping.Heartbeat',
    ]);
    t.strictSame(pathsOf(gateway({ presence: { topic: wrong } })), ['gateway.ocpp.presence.topic']);
  }
});

t.test('the mountpoint may be empty, but holds no placeholder', async (t) => {
  t.strictSame(linesOf(gateway({ mountpoint: '' })), []);
  t.strictSame(linesOf(gateway({ mountpoint: '${cid}/' })), ['gateway.ocpp.mountpoint: must not hold a placeholder']);
});

t.test('no topic begins with $', async (t) => {
  t.strictSame(linesOf(gateway({ mountpoint: '$SYS/' })), ['gateway.ocpp.mountpoint: must not begin with $']);
  t.strictSame(linesOf(gateway({ mountpoint: '', upstream: { topic: '$SYS/${cid}' } })), [
    'gateway.ocpp.upstream.topic: must not begin with $ while the mountpoint is empty',
  ]);
  t.strictSame(linesOf(up({ topic: '$x/${cid}' })), [], 'behind a mountpoint it is a character like any other');
  t.strictSame(linesOf(gateway({ mountpoint: '', upstream: { topic: '${cid}/up/now' } })), []);
});

t.test('a topic that could come back to a charge point is a loop', async (t) => {
  const loops = {
    upstream: {
      topic: 'cs/${cid}',
      reply_topic: 'cs/${action}',
      error_topic: '${username}/${id}',
      topic_override_mapping: { Heartbeat: 'cs/fixed', Authorize: 'cs/${cid}/more' },
    },
    presence: { topic: 'cs/${clientid}' },
  };
  const found = linesOf(gateway(loops));
  t.strictSame(
    found.map((line) => line.split(':')[0]),
    [
      'gateway.ocpp.upstream.topic',
      'gateway.ocpp.upstream.reply_topic',
      'gateway.ocpp.upstream.error_topic',
      'gateway.ocpp.upstream.topic_override_mapping.Heartbeat',
      'gateway.ocpp.presence.topic',
    ],
  );
  t.strictSame(pathsOf(up({ topic: '${cid}/up' })), ['gateway.ocpp.upstream.topic'], 'a charge point may be named cs');
  t.ok(found.every((line) => line.includes('the same topic as gateway.ocpp.dnstream.topic')));
});

t.test('presence is off when its topic is empty, and tells of one charge point otherwise', async (t) => {
  t.strictSame(linesOf(gateway({ presence: { topic: '' } })), []);
  t.strictSame(linesOf(gateway({ presence: { topic: 'here' } })), [
    'gateway.ocpp.presence.topic: must hold ${cid} or ${clientid}',
  ]);
  t.strictSame(pathsOf(gateway({ presence: { topic: 'here/${cid}/${action}' } })), ['gateway.ocpp.presence.topic']);
});
