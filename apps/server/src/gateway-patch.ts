import type { OcppSettings } from '@ocpp-broker/config';

type Fields = Readonly<Record<string, unknown>>;

/** Maps that are given whole: what each of them says of an action is said by the whole map alone. */
const wholeMaps: readonly (readonly string[])[] = [
  ['upstream', 'topic_override_mapping'],
  ['call_timeout_overrides'],
  ['message_format_mode', 'actions'],
];

/**
 * A body of `PUT /gateways/ocpp` as a patch of settings. As in EMQX, a given `topic_override_mapping` takes the place of the old
 * one, so the actions that it does not name any more are removed; so it is with our own maps of actions. `charge_points`, of which
 * there may be thousands, is merged entry by entry as everything else is, and null takes an entry away.
 */
export function gatewayPatch(body: Fields, current: OcppSettings): Fields {
  return wholeMaps.reduce((patch, path) => withRemovals(patch, path, current), body);
}

/** The patch with null for what the map at `path` has now and is not given any more; the same patch when there is nothing to remove. */
function withRemovals(patch: Fields, [key = '', ...rest]: readonly string[], current: unknown): Fields {
  const given = patch[key];
  const before = isFields(current) ? current[key] : undefined;
  if (!isFields(given) || !isFields(before)) return patch;
  if (rest.length > 0) {
    const inner = withRemovals(given, rest, before);
    return inner === given ? patch : { ...patch, [key]: inner };
  }
  const dropped = Object.keys(before).filter((action) => !Object.hasOwn(given, action));
  if (dropped.length === 0) return patch;
  return { ...patch, [key]: { ...given, ...Object.fromEntries(dropped.map((action) => [action, null])) } };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
