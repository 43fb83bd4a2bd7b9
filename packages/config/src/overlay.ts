import { type Fields, field, isFields } from './document.ts';
import { isNamed, isSection, type SettingSchema } from './setting-schema.ts';

/** The default of a setting, or of all settings in a section; a named map has the entries that it comes with. */
export const defaultOf = (schema: SettingSchema): unknown => {
  if (isSection(schema)) {
    return Object.fromEntries(Object.entries(schema.properties).map(([key, child]) => [key, defaultOf(child)]));
  }
  return isNamed(schema) ? overlay(schema, {}, schema.default) : schema.default;
};

/**
 * Lays a document over a complete one. Sections and named maps go deep, lists and scalars are replaced. Null takes a named entry
 * away, and brings anything else back to its default. A new named entry starts from the defaults of such entries.
 */
export const overlay = (schema: SettingSchema, below: unknown, above: unknown): unknown => {
  if (above === undefined) return below;
  if (above === null) return defaultOf(schema);
  if (isSection(schema)) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, child]) => [
        key,
        overlay(child, field(below, key), field(above, key)),
      ]),
    );
  }
  return isNamed(schema) ? overlayNamed(schema.additionalProperties, below, above) : above;
};

const overlayNamed = (entry: SettingSchema, below: unknown, above: unknown): Fields => {
  const entries = new Map(isFields(below) ? Object.entries(below) : []);
  for (const [name, value] of isFields(above) ? Object.entries(above) : []) {
    if (value === null) entries.delete(name);
    else entries.set(name, overlay(entry, entries.has(name) ? entries.get(name) : defaultOf(entry), value));
  }
  return Object.fromEntries(entries);
};
