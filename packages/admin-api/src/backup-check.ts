// What the ports would refuse only when it is too late to refuse the whole document.
import { isIP } from 'node:net';
import type { Ban } from './access-ports.ts';

const PREFIX_BITS_MAX: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** What is wrong with the topic of a rule, if anything (MQTT 5 §4.7.1: where wildcards may stand). */
export function topicProblem(topic: string): string | undefined {
  const filter = topic.startsWith('eq ') ? topic.slice('eq '.length) : topic;
  const levels = filter.split('/');
  const isFilter =
    filter !== '' &&
    !filter.includes('\u0000') &&
    filter.isWellFormed() &&
    levels.every((level, index) => {
      if (level === '#') return index === levels.length - 1;
      return level === '+' || !/[+#]/.test(level);
    });
  return isFilter ? undefined : `${JSON.stringify(topic.slice(0, 64))} is no topic filter`;
}

/** What is wrong with a ban, if anything. */
export function banProblem({ as, who }: Ban): string | undefined {
  if (as === 'peerhost' && isIP(who) === 0) return `${JSON.stringify(who.slice(0, 64))} is no address`;
  if (as === 'peerhost_net' && !isNetwork(who)) return `${JSON.stringify(who.slice(0, 64))} is no network`;
  return undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  return more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (PREFIX_BITS_MAX[isIP(address)] ?? -1);
}
