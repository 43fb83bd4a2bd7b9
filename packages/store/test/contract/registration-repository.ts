import type { Test } from 'tap';
import type { RegistrationRepository } from '../../src/index.ts';

export type RegistrationContractParts = { readonly now: () => number; readonly registrationsMax: number };

/** Makes an empty repository, gone when `t` ends. */
export type MakeRegistrations = (
  t: Test,
  parts: RegistrationContractParts,
) => Promise<RegistrationRepository> | RegistrationRepository;

/** What every RegistrationRepository has to do, wherever it writes behind. */
export function testRegistrationRepository(t: Test, make: MakeRegistrations): void {
  t.test('what was put is read at once, and what was left out stays', async (t) => {
    let now = 1_000;
    const registrations = await make(t, { now: () => now, registrationsMax: 10 });
    t.equal(registrations.get('CP1'), null);
    registrations.put({ identity: 'CP1', connected: true, version: '1.6', connectedAt: 1_000 });
    now = 2_000;
    const boot = { bootStatus: 'Accepted', heartbeatIntervalMs: 300_000, lastBootAt: 2_000 } as const;
    const expected = {
      identity: 'CP1',
      version: '1.6',
      vendor: null,
      model: null,
      serialNumber: null,
      firmwareVersion: null,
      bootStatus: 'Accepted',
      heartbeatIntervalMs: 300_000,
      securityProfile: null,
      connected: true,
      firstSeenAt: 1_000,
      lastBootAt: 2_000,
      lastSeenAt: 2_000,
      connectedAt: 1_000,
      disconnectedAt: null,
    };
    t.same(registrations.put({ identity: 'CP1', ...boot }), expected);
    t.same(registrations.get('CP1'), expected);
    t.equal(registrations.put({ identity: 'CP1', lastSeenAt: 1_500, bootStatus: null }).lastSeenAt, 1_500);
    t.equal(registrations.get('CP1')?.bootStatus, null);
  });

  t.test('the security profile is what was put last, a lower one as well', async (t) => {
    const registrations = await make(t, { now: () => 0, registrationsMax: 10 });
    t.equal(registrations.put({ identity: 'CP1', securityProfile: 3 }).securityProfile, 3);
    t.equal(registrations.put({ identity: 'CP1', vendor: 'v' }).securityProfile, 3);
    registrations.put({ identity: 'CP1', securityProfile: 1 });
    t.equal(registrations.get('CP1')?.securityProfile, 1);
    t.equal(registrations.put({ identity: 'CP1', securityProfile: null }).securityProfile, null);
  });

  t.test('the connected ones are listed', async (t) => {
    const registrations = await make(t, { now: () => 0, registrationsMax: 10 });
    for (const identity of ['CP1', 'CP2', 'CP3']) registrations.put({ identity, connected: identity !== 'CP2' });
    const connected = () => registrations.listConnected().map((registration) => registration.identity);
    t.same(connected(), ['CP1', 'CP3']);
    registrations.put({ identity: 'CP1', connected: false });
    registrations.put({ identity: 'CP2', connected: true });
    t.same(connected(), ['CP3', 'CP2']);
  });

  t.test('past the bound the one unseen for longest goes, the absent before the connected', async (t) => {
    const registrations = await make(t, { now: () => 0, registrationsMax: 3 });
    registrations.put({ identity: 'CP1', connected: true });
    registrations.put({ identity: 'CP2' });
    registrations.put({ identity: 'CP3' });
    registrations.put({ identity: 'CP2', vendor: 'seen again' });
    registrations.put({ identity: 'CP4', connected: true });
    t.equal(registrations.get('CP3'), null);
    registrations.put({ identity: 'CP5', connected: true });
    t.equal(registrations.get('CP2'), null);
    registrations.put({ identity: 'CP6', connected: true });
    t.equal(registrations.get('CP1'), null);
    t.equal(registrations.count(), 3);
    t.equal(registrations.listConnected().length, 3);
  });

  t.test('a removed one is unknown', async (t) => {
    const registrations = await make(t, { now: () => 0, registrationsMax: 3 });
    registrations.put({ identity: '__proto__' });
    t.equal(registrations.remove('__proto__'), true);
    t.equal(registrations.remove('__proto__'), false);
    t.equal(registrations.get('__proto__'), null);
    t.equal(registrations.get('constructor'), null);
    t.equal(registrations.count(), 0);
  });

  t.test('an endless name of a vendor is cut', async (t) => {
    const registrations = await make(t, { now: () => 0, registrationsMax: 3 });
    t.equal(registrations.put({ identity: 'CP1', vendor: 'x'.repeat(100_000) }).vendor?.length, 255);
  });
}
