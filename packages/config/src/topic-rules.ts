import { type Finding, finding, type Rule } from './rule.ts';
import { alternatives } from './setting-schema.ts';
import type { GatewaySettings } from './settings.ts';
import {
  canCoincide,
  identityPlaceholders,
  isUnclosed,
  placeholdersIn,
  upstreamPlaceholders,
} from './topic-template.ts';

const root = 'gateway.ocpp';
const mountpointPath = `${root}.mountpoint`;
const dnstreamPath = `${root}.dnstream.topic`;
const presencePath = `${root}.presence.topic`;

/** Templates hold the placeholders that they may, and nothing that the gateway publishes comes back to a charge point. */
export const topicRules: Rule = ({ gateway: { ocpp } }) => {
  const upstream = upstreamTopics(ocpp);
  const presence = ocpp.presence.topic === '' ? [] : [{ path: presencePath, template: ocpp.presence.topic }];
  const published = [...upstream, ...presence];
  return [
    ...mountpointFindings(ocpp.mountpoint),
    ...upstream.flatMap((topic) => placeholderFindings(topic, upstreamPlaceholders)),
    ...dnstreamFindings(ocpp.dnstream.topic),
    ...presence.flatMap(presenceFindings),
    ...[...published, { path: dnstreamPath, template: ocpp.dnstream.topic }].flatMap((topic) =>
      systemTopicFindings(ocpp.mountpoint, topic),
    ),
    ...published.filter(({ template }) => canCoincide(template, ocpp.dnstream.topic)).map(loopFinding),
  ];
};

type Topic = { readonly path: string; readonly template: string };

const upstreamTopics = ({ upstream }: GatewaySettings): readonly Topic[] => [
  { path: `${root}.upstream.topic`, template: upstream.topic },
  { path: `${root}.upstream.reply_topic`, template: upstream.reply_topic },
  { path: `${root}.upstream.error_topic`, template: upstream.error_topic },
  ...Object.entries(upstream.topic_override_mapping).map(([action, template]) => ({
    path: `${root}.upstream.topic_override_mapping.${action}`,
    template,
  })),
];

const mountpointFindings = (mountpoint: string): readonly Finding[] => {
  if (mountpoint.includes('${')) return [finding(mountpointPath, 'must not hold a placeholder')];
  // MQTT §4.7.2: topics that begin with $ belong to the server, and wildcards do not match them.
  return mountpoint.startsWith('$') ? [finding(mountpointPath, 'must not begin with $')] : [];
};

const systemTopicFindings = (mountpoint: string, { path, template }: Topic): readonly Finding[] =>
  mountpoint === '' && template.startsWith('$') && !template.startsWith('${')
    ? [finding(path, 'must not begin with $ while the mountpoint is empty', [mountpointPath])]
    : [];

const placeholderFindings = ({ path, template }: Topic, allowed: readonly string[]): readonly Finding[] => {
  const shown = alternatives(allowed.map((name) => `\${${name}}`));
  const unknown = placeholdersIn(template).filter((name) => !allowed.includes(name));
  return [
    ...(isUnclosed(template) ? [finding(path, 'holds a ${ without its }')] : []),
    ...unknown.map((name) => finding(path, `holds the unknown placeholder \${${name}}; here stand ${shown}`)),
  ];
};

const dnstreamFindings = (template: string): readonly Finding[] => [
  ...placeholderFindings({ path: dnstreamPath, template }, identityPlaceholders),
  ...(identitiesIn(template) === 1 ? [] : [finding(dnstreamPath, 'must hold ${cid} or ${clientid} exactly once')]),
];

// One retained message for all charge points would only ever tell of the last.
const presenceFindings = (topic: Topic): readonly Finding[] => [
  ...placeholderFindings(topic, identityPlaceholders),
  ...(identitiesIn(topic.template) > 0 ? [] : [finding(topic.path, 'must hold ${cid} or ${clientid}')]),
];

const identitiesIn = (template: string): number =>
  placeholdersIn(template).filter((name) => identityPlaceholders.includes(name)).length;

const loopFinding = ({ path }: Topic): Finding =>
  finding(path, `could be the same topic as ${dnstreamPath}, so that a charge point would get what it sent`, [
    dnstreamPath,
  ]);
