import t from 'tap';
import { pathsOf } from './problems.ts';

const authorization = (settings: unknown) => pathsOf({ mqtt: { authorization: settings } });

t.test('each way of deciding can be chosen, and no other', async (t) => {
  for (const no_match of ['allow', 'deny']) t.strictSame(authorization({ no_match }), []);
  for (const deny_action of ['ignore', 'disconnect']) t.strictSame(authorization({ deny_action }), []);
  for (const charge_point_topics of ['users', 'rules', 'open']) {
    t.strictSame(authorization({ charge_point_topics }), []);
  }
  t.strictSame(
    authorization({ no_match: 'ignore', deny_action: 'drop', charge_point_topics: 'all', built_in_database: true }),
    [
      'mqtt.authorization.built_in_database',
      'mqtt.authorization.no_match',
      'mqtt.authorization.deny_action',
      'mqtt.authorization.charge_point_topics',
    ],
  );
});
