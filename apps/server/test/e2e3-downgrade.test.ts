// Shows of issue 3: "no downgrade of a charge point's profile once it has used a higher one (setting)".

import { openRaw, openRefused } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { authority, clientCp1 } from './fixtures/certificates.ts';
import { chargePointUser, type TestServer, temporaryFolder } from './fixtures/running-server.ts';
import { changeSettings } from './fixtures/running-settings.ts';
import { startTlsServer } from './fixtures/running-tls.ts';

const ssl = { verify: 'verify_peer' };
const ocpp = { security_profile_downgrade: 'refuse' };

/** Connects with a security profile, and tells the status of a refusal. */
async function outcome(running: TestServer, url: string, profile: 1 | 2 | 3, identity = 'CP1'): Promise<number | 'in'> {
  const tls = profile === 3 ? { ca: authority, ...clientCp1 } : { ca: authority };
  const user = profile === 3 ? {} : chargePointUser;
  const options = { url: `${profile === 1 ? running.urls.ocpp : url}/${identity}`, ...user, tls };
  try {
    const chargePoint = await openRaw(options);
    await chargePoint.close();
    return 'in';
  } catch {
    return (await openRefused(options)).status;
  }
}

async function outcomes(t: Test, running: TestServer, url: string, wanted: readonly (number | 'in')[]): Promise<void> {
  for (const [index, one] of wanted.entries()) {
    t.equal(await outcome(running, url, (index + 1) as 1 | 2 | 3), one, `profile ${index + 1}`);
  }
}

t.test(
  'a charge point that has used a higher profile may not come with a lower one, also after a restart',
  async (t) => {
    const folder = temporaryFolder(t);
    const { running, url } = await startTlsServer(t, { ssl, ocpp, folder });
    t.equal(await outcome(running, url, 1), 'in');
    t.equal(await outcome(running, url, 2), 'in');
    await outcomes(t, running, url, [403, 'in']);
    t.match(await openRefused({ url: `${running.urls.ocpp}/CP1`, ...chargePointUser }), {
      body: /security profile 1 is lower than 2, which this charge point has used before/,
    });
    t.equal(await outcome(running, url, 3), 'in');
    await outcomes(t, running, url, [403, 403, 'in']);
    t.equal(await outcome(running, url, 1, 'CP2'), 'in', 'another may still');
    await running.close();

    const again = await startTlsServer(t, { ssl, ocpp, folder });
    await outcomes(t, again.running, again.url, [403, 403, 'in']);
  },
);

t.test('by default it may, and the operator can forbid it at any time, in the light of what was', async (t) => {
  const { running, url } = await startTlsServer(t, { ssl });
  await outcomes(t, running, url, ['in', 'in', 'in']);
  t.equal(await outcome(running, url, 1), 'in');
  await changeSettings(t, running, ocpp);
  await outcomes(t, running, url, [403, 403, 'in']);
});

t.test('whoever merely tries a higher profile, and is refused, has not used it', async (t) => {
  const { running, url } = await startTlsServer(t, { ssl, ocpp });
  t.equal(await outcome(running, url, 1, 'CP2'), 'in');
  const tls = { ca: authority, ...clientCp1 };
  t.equal((await openRefused({ url: `${url}/CP2`, ...chargePointUser, tls })).status, 403);
  t.equal((await openRefused({ url: `${url}/CP2`, username: 'x', password: 'y', tls: { ca: authority } })).status, 401);
  t.equal(await outcome(running, url, 1, 'CP2'), 'in');
});
