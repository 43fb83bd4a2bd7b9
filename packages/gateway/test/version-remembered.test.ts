import t from 'tap';
import type { StoredRegistration } from '../src/ports.ts';
import { versionRemembered } from '../src/version-remembered.ts';
import { blank, MemoryRegistrations } from './fixtures/memory-stores.ts';

t.test('the version that an identity spoke last, or 1.6', async (t) => {
  const registrations = new MemoryRegistrations();
  t.equal(versionRemembered(registrations, 'CP1'), '1.6');
  registrations.put('CP1', { connected: true });
  t.equal(versionRemembered(registrations, 'CP1'), '1.6');
  registrations.put('CP1', { version: '2.0.1' });
  t.equal(versionRemembered(registrations, 'CP1'), '2.0.1');
});

t.test('a store that answers later is not waited for', async (t) => {
  const stored: StoredRegistration = { ...blank, version: '2.0.1' };
  const later = { get: async () => stored, put: () => {}, connectedIdentities: () => [] };
  t.equal(versionRemembered(later, 'CP1'), '1.6');
});
