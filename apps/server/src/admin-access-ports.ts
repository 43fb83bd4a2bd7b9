// The API's bans and topic rules over those in force, which are in memory, and behind them the store.

import type { AdminApiPorts } from '@ocpp-broker/admin-api';
import type { TopicRuleRepository } from '@ocpp-broker/store';
import type { Access } from './access.ts';
import { type BannableClients, kickBanned } from './ban-enforcement.ts';

/** The bans; a new one ends the connections that it concerns. */
export function banPort({ bans }: Pick<Access, 'bans'>, clients: BannableClients): AdminApiPorts['bans'] {
  return {
    list: () => bans.list(),
    add: async (ban) => {
      const outcome = await bans.add(ban);
      if (outcome === 'added') kickBanned(bans, clients);
      return outcome;
    },
    remove: (as, who) => bans.remove(as, who),
    clear: () => bans.clear(),
  };
}

/** The topic rules; lists are shown from the store, whose pages are in order. */
export function topicRulePort(
  { rules }: Pick<Access, 'rules'>,
  stored: Pick<TopicRuleRepository, 'list' | 'find'>,
): AdminApiPorts['topicRules'] {
  return {
    list: (query) => stored.list(query),
    find: (subject) => stored.find(subject),
    add: (lists) => rules.add(lists),
    put: (subject, list) => rules.put(subject, list),
    remove: (subject) => rules.remove(subject),
    clear: () => rules.clear(),
  };
}
