import type t from 'tap';
import type { SessionRegistry } from '../../src/session-registry.ts';

/** What every registry of sessions does, whatever machine its holders are on. `create` gives an empty one. */
export function sessionRegistryContract(
  test: Pick<typeof t, 'test'>,
  name: string,
  create: () => SessionRegistry<object>,
): void {
  test.test(`${name}: a claim never fails and tells whom it displaced`, async (t) => {
    const registry = create();
    const [first, second] = [{}, {}];
    t.equal(registry.claim('CP1', first), undefined);
    t.equal(registry.get('CP1'), first);
    t.equal(registry.claim('CP1', second), first);
    t.equal(registry.get('CP1'), second);
    t.equal(registry.claim('CP1', second), undefined, 'a holder does not displace itself');
    t.equal(registry.size, 1);
  });

  test.test(`${name}: only who holds an identity can release it`, async (t) => {
    const registry = create();
    const [first, second] = [{}, {}];
    registry.claim('CP1', first);
    registry.claim('CP1', second);
    t.equal(registry.release('CP1', first), false, 'the displaced one cannot take its heir away');
    t.equal(registry.get('CP1'), second);
    t.equal(registry.release('CP1', second), true);
    t.equal(registry.get('CP1'), undefined);
    t.equal(registry.release('CP1', second), false);
    t.equal(registry.release('unknown', second), false);
    t.equal(registry.size, 0);
  });

  test.test(`${name}: identities do not touch each other, whatever they are called`, async (t) => {
    const registry = create();
    const names = ['CP1', 'cp1', '__proto__', 'constructor', ' CP1'];
    const holders = names.map(() => ({}));
    for (const [place, holder] of holders.entries()) t.equal(registry.claim(names[place] ?? '', holder), undefined);
    for (const [place, holder] of holders.entries()) t.equal(registry.get(names[place] ?? ''), holder);
    t.equal(registry.get('toString'), undefined);
    t.equal(registry.size, names.length);
    t.strictSame(new Set(registry.list()), new Set(holders));
  });

  test.test(`${name}: a holder may be released while the list is walked`, async (t) => {
    const registry = create();
    for (const identity of ['a', 'b', 'c']) registry.claim(identity, { identity });
    const seen: object[] = [];
    for (const holder of registry.list()) {
      seen.push(holder);
      registry.release((holder as { identity: string }).identity, holder);
    }
    t.equal(seen.length, 3);
    t.equal(registry.size, 0);
  });
}
