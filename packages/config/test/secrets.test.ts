import fc from 'fast-check';
import t from 'tap';
import { parseSettings, withSecretsKept, withSecretsMasked } from '../src/index.ts';
import { goodDocuments } from './arbitrary-document.ts';
import { sampleSettings } from './sample-settings.ts';

const mask = '******';

t.test('secrets are masked in a whole document, and everything else stays', async (t) => {
  const shown = withSecretsMasked(sampleSettings) as typeof sampleSettings;
  const { jwt, http } = shown.mqtt.authentication;
  t.equal(jwt.secret, mask);
  t.strictSame(http.headers, { 'X-Api-Key': mask, accept: mask });
  t.strictSame(http.body, sampleSettings.mqtt.authentication.http.body);
  t.equal(shown.gateway.ocpp.authentication.jwt.secret, mask);
  t.notMatch(JSON.stringify(shown), /c2VjcmV0|letter-box/);
  const { authentication, ...rest } = shown.mqtt;
  t.ok(authentication);
  t.strictSame({ ...rest, authentication: sampleSettings.mqtt.authentication }, sampleSettings.mqtt);
});

t.test('a part of a document is masked by its path', async (t) => {
  t.strictSame(withSecretsMasked({ secret: 's', enable: true }, ['mqtt', 'authentication', 'jwt']), {
    secret: mask,
    enable: true,
  });
  t.strictSame(withSecretsMasked({ secret: 's' }, ['nowhere']), { secret: 's' }, 'what is no setting is not known');
});

t.test('an empty secret is shown as empty, so that it can be told from one that is set', async (t) => {
  t.strictSame(withSecretsMasked({ secret: '' }, ['mqtt', 'authentication', 'jwt']), { secret: '' });
});

t.test('a mask that comes back keeps the secret; anything else takes its place', async (t) => {
  const path = ['mqtt', 'authentication'];
  const current = sampleSettings.mqtt.authentication;
  const kept = (patch: Record<string, unknown>) => withSecretsKept(patch, current, path);
  t.strictSame(kept({ jwt: { secret: mask } }), { jwt: { secret: 'c2VjcmV0' } });
  t.strictSame(kept({ jwt: { secret: 'new' } }), { jwt: { secret: 'new' } });
  t.strictSame(kept({ jwt: { secret: null } }), { jwt: { secret: null } });
  t.strictSame(kept({ http: { headers: { 'X-Api-Key': mask, other: mask }, url: mask } }), {
    http: { headers: { 'X-Api-Key': 'letter-box', other: mask }, url: mask },
  });
  t.strictSame(kept({ jwt: null, http: 7 }), { jwt: null, http: 7 }, 'what is wrong stays, to be refused');
});

t.test('whatever is shown can be sent back without changing anything', async (t) => {
  fc.assert(
    fc.property(goodDocuments(), (document) => {
      const settings = parseSettings([{ source: 'test', document }]);
      const back = withSecretsKept(withSecretsMasked(settings) as Record<string, unknown>, settings);
      t.strictSame(back, settings);
    }),
    { numRuns: 30 },
  );
});
