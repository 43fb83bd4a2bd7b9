import { type LeafSchema, type SettingSchema, settingsSchema } from '../src/index.ts';
import { isNamed, isSection } from '../src/setting-schema.ts';

/** A leaf of the schema and where it is; `*` stands for the names in a map. */
export type PlacedLeaf = { readonly path: readonly string[]; readonly leaf: LeafSchema };

/** Every leaf of the settings schema, or of a part of it. */
export const leavesOf = (
  schema: SettingSchema = settingsSchema,
  path: readonly string[] = [],
): readonly PlacedLeaf[] => {
  if (isSection(schema)) {
    return Object.entries(schema.properties).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  return isNamed(schema) ? leavesOf(schema.additionalProperties, [...path, '*']) : [{ path, leaf: schema }];
};

/** The leaf at a dotted path. */
export const leafAt = (path: string): LeafSchema => {
  const found = leavesOf().find((placed) => placed.path.join('.') === path);
  if (found === undefined) throw new Error(`no leaf at ${path}`);
  return found.leaf;
};
