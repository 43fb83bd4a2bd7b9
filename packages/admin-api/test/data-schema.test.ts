import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import t from 'tap';
import { dataSchemas } from '../src/data-schema.ts';

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
for (const [name, schema] of Object.entries(dataSchemas)) ajv.addSchema({ ...schema, $id: name });
const isBackup = (more: object) => ajv.validate('Backup#', { format: 'ocpp-broker-export', version: 1, ...more });

t.test('a backup is one of our format and version, of which every part may be left out', async (t) => {
  t.ok(isBackup({}));
  for (const wrong of [{ version: 2 }, { format: 'emqx' }, { colour: 1 }, { users: { root: [] } }]) {
    t.notOk(isBackup(wrong), JSON.stringify(wrong));
  }
});

t.test('what is in the parts is looked at', async (t) => {
  const user = { user_id: 'a', password_hash: '$sha256$a$b' };
  t.ok(
    isBackup({
      users: { mqtt: [user] },
      bans: [{ as: 'clientid', who: 'c', until: 'infinity' }],
      api_keys: [{ name: 'k' }],
    }),
  );
  for (const wrong of [
    { users: { mqtt: [{ user_id: 'a' }] } },
    { users: { mqtt: [{ ...user, password: 'hunter2' }] } },
    { users: { admin: [{ ...user, role: 'king' }] } },
    { bans: [{ as: 'shoe size', who: '46', until: 'infinity' }] },
    { api_keys: [{ name: 'k', api_secret: 's' }] },
    { topic_rules: { all: [{ topic: 'a', permission: 'allow', action: 'publish', colour: 1 }] } },
    { api_keys: Array.from({ length: 1_001 }, () => ({ name: 'k' })) },
  ]) {
    t.notOk(isBackup(wrong), JSON.stringify(wrong).slice(0, 100));
  }
});
