import type { OcppSettings } from '@ocpp-broker/config';
import { filterCovers, filtersOverlap } from '@ocpp-broker/mqtt';

/** One kind of topics of the gateway. */
export type ChargePointTopics = {
  /** Matches them, and little else: `+` stands for a level with a placeholder. */
  readonly filter: string;
  /** What lies below the levels that are the same for all of them: `ocpp/cp/#`. */
  readonly area: string;
};

/** All topics of the gateway: those that charge points speak on, and those that they hear. */
export function chargePointTopics(settings: OcppSettings): readonly ChargePointTopics[] {
  const { mountpoint, upstream, dnstream, presence } = settings;
  const templates = [
    upstream.topic,
    upstream.reply_topic,
    upstream.error_topic,
    ...Object.values(upstream.topic_override_mapping),
    dnstream.topic,
    ...(presence.topic === '' ? [] : [presence.topic]),
  ];
  return [...new Set(templates)].map((template) => topicsOf(mountpoint + template));
}

/** Whether a subscription asks for topics of the gateway and for little else, such as `ocpp/cp/#`. */
export function isWithin(topics: readonly ChargePointTopics[], filter: string): boolean {
  return topics.some((one) => filterCovers(one.area, filter) && filtersOverlap(one.filter, filter));
}

function topicsOf(template: string): ChargePointTopics {
  const levels = template.split('/');
  const filter = levels.map((level) => (level.includes('${') ? '+' : level)).join('/');
  const fixed = levels.findIndex((level) => level.includes('${'));
  return { filter, area: fixed > 0 ? [...levels.slice(0, fixed), '#'].join('/') : filter };
}
