import { parseSettings } from '@ocpp-broker/config';
import t from 'tap';
import type { SettingsDocument } from '../src/index.ts';
import { readMasked, updateMasked } from '../src/settings-change.ts';

const PATH = ['mqtt', 'authentication'];

function settingsWith(secret: string) {
  let layers = [{ source: 'file', document: { mqtt: { authentication: { jwt: { secret } } } } as object }];
  const current = () => parseSettings(layers).mqtt.authentication;
  return {
    current,
    read: () => current() as unknown as SettingsDocument,
    update: async (patch: SettingsDocument) => {
      const laid = [...layers, { source: 'api', document: { mqtt: { authentication: patch } } }];
      parseSettings(laid);
      layers = laid;
    },
  };
}

t.test('settings are read with their secrets masked', async (t) => {
  const shown = await readMasked(settingsWith('hunter2'), PATH);
  t.match(shown, { jwt: { secret: '******', from: 'password' } });
});

t.test('a change is told by what it changed, and a mask that comes back keeps its secret', async (t) => {
  const settings = settingsWith('hunter2');
  const detail = await updateMasked(settings, PATH, { jwt: { secret: '******', from: 'username' } });
  t.same(detail, { before: { jwt: { from: 'password' } }, after: { jwt: { from: 'username' } } });
  t.equal(settings.current().jwt.secret, 'hunter2');
});

t.test('a changed secret is told as one, and neither the old nor the new is', async (t) => {
  const settings = settingsWith('hunter2');
  const detail = await updateMasked(settings, PATH, { jwt: { secret: 'hunter3' } });
  t.same(detail, { before: { jwt: { secret: '******' } }, after: { jwt: { secret: '******' } } });
  t.equal(settings.current().jwt.secret, 'hunter3');
});

t.test('a refusal names its path from where the caller began', async (t) => {
  const settings = settingsWith('hunter2');
  const wrong = { jwt: { from: 'nowhere' } };
  await t.rejects(updateMasked(settings, PATH, wrong), { statusCode: 400, message: /^jwt\.from: must be/ });
  await t.rejects(updateMasked(settings, PATH, wrong, 'mqtt.authentication.jwt'), { message: /^from: must be/ });
});
