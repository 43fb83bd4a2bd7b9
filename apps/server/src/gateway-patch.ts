import type { OcppSettings } from '@ocpp-broker/config';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A body of `PUT /gateways/ocpp` as a patch of settings: as in EMQX, a given `topic_override_mapping` takes the place of the old
 * one, so the actions that it does not name any more are removed.
 */
export function gatewayPatch(body: Fields, current: OcppSettings): Fields {
  const { upstream } = body;
  if (!isFields(upstream)) return body;
  const { topic_override_mapping: mapping } = upstream;
  if (!isFields(mapping)) return body;
  const dropped = Object.keys(current.upstream.topic_override_mapping).filter(
    (action) => !Object.hasOwn(mapping, action),
  );
  const removals = Object.fromEntries(dropped.map((action) => [action, null]));
  return { ...body, upstream: { ...upstream, topic_override_mapping: { ...mapping, ...removals } } };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
