export { AccessError } from './access-error.ts';
export { AccessList, type AccessListParts, type ParsedAccessList, parseAccessList } from './access-list.ts';
export { AuthenticatorChain, type AuthenticatorChainParts } from './authenticator-chain.ts';
export type { Ban, BanKind } from './ban.ts';
export { type BanFilter, type BanStore, Bans, type BansLimits, type BansParts, type Suspect } from './bans.ts';
export { mayUseClientId } from './client-id-binding.ts';
export { HttpAuthenticator, type HttpOptions } from './http-authenticator.ts';
export type { HttpRequestOptions } from './http-request.ts';
export { JwtAuthenticator } from './jwt-authenticator.ts';
export type { JwtKey, JwtOptions } from './jwt-options.ts';
export type { AccessDecision, AuthenticationSource, Logger, Login, SourceVerdict } from './login.ts';
export {
  type Admission,
  type Attempt,
  DEFAULT_THROTTLE_OPTIONS,
  LoginThrottle,
  type ThrottleOptions,
} from './login-throttle.ts';
export { RuleLists, type RuleListsLimits, type RuleLookup } from './rule-lists.ts';
export { type RuleStore, StoredRules, type StoredRulesParts } from './stored-rules.ts';
export {
  type ParsedRules,
  parseTopicRules,
  RULE_TOPIC_LIMITS,
  RULES_PER_LIST_MAX,
  type RuleList,
  type RuleSubject,
  type TopicRule,
} from './topic-rule.ts';
export { type AccessIdentity, type NoMatch, TopicRules, type TopicRulesParts } from './topic-rules.ts';
export { type KnownUser, type PasswordVerdict, type UserDatabase, UserSource } from './user-source.ts';
