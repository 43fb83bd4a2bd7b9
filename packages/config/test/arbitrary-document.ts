import fc from 'fast-check';
import { type LeafSchema, type SettingSchema, settingsSchema } from '../src/index.ts';
import { isNamed, isSection } from '../src/setting-schema.ts';
import { mayName } from '../src/settings-layer.ts';

/** Documents that say some of the settings, with values that are good by themselves and get in nobody's way, and some nulls. */
export const goodDocuments = (): fc.Arbitrary<unknown> => documents(settingsSchema, harmlessValue);

/** Documents with the right keys and any value at all in their places. */
export const wildDocuments = (): fc.Arbitrary<unknown> =>
  documents(settingsSchema, (leaf) => fc.oneof(goodValue(leaf), fc.anything({ maxDepth: 1 })));

const documents = (
  schema: SettingSchema,
  leafValue: (leaf: LeafSchema, key: string) => fc.Arbitrary<unknown>,
  path: readonly string[] = [],
): fc.Arbitrary<unknown> => {
  if (isSection(schema)) {
    const model: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [key, child] of Object.entries(schema.properties)) {
      const value = documents(child, leafValue, [...path, key]);
      model[key] = neededKeys.includes(key) ? value : orNull(value);
    }
    return fc.record(model, { requiredKeys: Object.keys(model).filter((key) => neededKeys.includes(key)) });
  }
  if (!isNamed(schema)) return leafValue(schema, path.slice(-2).join('.'));
  const names = candidates.filter((name) => mayName(schema, name));
  const entry = orNull(documents(schema.additionalProperties, leafValue, [...path, '*']));
  return fc.record(Object.fromEntries(names.map((name) => [name, entry])), { requiredKeys: [] });
};

// Of listeners, of actions, of charge points.
const candidates = ['default', 'x-1', 'BootNotification', 'Heartbeat', 'A.b/c~1'];

// Two listeners left at their default bind collide, one with TLS is no good without its files, a webhook without its URL.
const neededKeys: readonly string[] = ['bind', 'ssl_options', 'certfile', 'keyfile', 'cacertfile', 'url'];

const orNull = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: value, weight: 9 }, { arbitrary: fc.constant(null), weight: 1 });

// A source that is on needs more settings, and these numbers are held against each other.
const minded: readonly string[] = [
  'jwt.enable',
  'http.enable',
  'mqtt.receive_maximum',
  'mqtt.max_awaiting_rel',
  'throttle.failures',
  'throttle.address_failures',
];

// Ports, topics, limits and certificates are where one setting minds another; they keep to what always agrees.
const harmlessValue = (leaf: LeafSchema, place: string): fc.Arbitrary<unknown> => {
  if (place === '*.url') return fc.constant('https://example.org/events');
  if (minded.includes(place)) return fc.constant(leaf.default);
  if (leaf.unit === 'bind') return fc.constantFrom(0, ':0', '127.0.0.1:0');
  if (leaf.description.startsWith('PEM')) return fc.constant('file.pem');
  if (leaf.type === 'boolean' && leaf.description.startsWith('With `verify_peer`')) return fc.constant(false);
  if (leaf.unit === 'duration' || leaf.unit === 'bytes' || leaf.expects.includes('topic'))
    return fc.constant(leaf.default);
  return goodValue(leaf);
};

const goodValue = (leaf: LeafSchema): fc.Arbitrary<unknown> => {
  if (leaf.enum !== undefined) return fc.constantFrom(...leaf.enum);
  if (leaf.type === 'boolean') return fc.boolean();
  if (leaf.type === 'integer') return fc.integer({ min: leaf.minimum ?? 0, max: leaf.maximum ?? 0 });
  return fc.constant(leaf.default);
};
