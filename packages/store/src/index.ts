export type {
  ApiKey,
  ApiKeyChange,
  ApiKeyCreation,
  ApiKeyRepository,
  ApiKeyVerification,
  BootstrapApiKey,
  NewApiKey,
} from './api-key.ts';
export { type ApiKeyFile, parseApiKeyFile } from './api-key-file.ts';
export { API_KEYS_MAX } from './api-keys.ts';
export { AUDIT_ENTRIES_MAX, type AuditEntry, type AuditLog, type AuditQuery } from './audit.ts';
export { type Backup, BackupFolder, type BackupFolderParts, type BackupSource } from './backup-folder.ts';
export type { Ban, BanKind, BanRepository } from './ban.ts';
export { BANS_MAX } from './bans.ts';
export { CHOSEN_PASSWORDS_MAX, importUserFile, type SentUserFile, type UserFileImport } from './import-user-file.ts';
export { type ImportOptions, type ImportResult, importUsers } from './import-users.ts';
export type { LineProblem } from './line-problem.ts';
export type { Page, Paging } from './paging.ts';
export { generateKey, hashGeneratedKey, PASSWORD_BYTES_MAX, type PasswordOrigin } from './password.ts';
export type { SaltPosition } from './phc.ts';
export type {
  BootStatus,
  Registration,
  RegistrationChange,
  RegistrationRepository,
  SecurityProfile,
} from './registration.ts';
export { REGISTRATIONS_MAX } from './registrations.ts';
export type {
  BackedUpUser,
  BackedUpUsers,
  RestoredUsers,
  RestoreMode,
  UsersRestored,
} from './restore-users.ts';
export type { JsonDocument, SettingsRepository } from './settings.ts';
export { openStore, type Store, type StoreParts } from './store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export {
  TOPIC_RULES_PER_LIST_MAX,
  type TopicRule,
  type TopicRuleList,
  type TopicRuleQuery,
  type TopicRuleRepository,
  type TopicRuleSubject,
} from './topic-rule.ts';
export { DEFAULT_TOPIC_RULE_LIMITS, type TopicRuleLimits } from './topic-rules.ts';
export type {
  HashedUser,
  NewHashedUser,
  NewUser,
  Realm,
  Role,
  User,
  UserChange,
  UserQuery,
  UserRepository,
  UserTraits,
  UserVerification,
} from './user.ts';
export { parseUserFile, USER_ROWS_MAX, type UserFile, type UserFileFormat, type UserRow } from './user-file.ts';
export { DEFAULT_VERIFICATION_LIMITS, type VerificationLimits } from './verifier.ts';
export type { KeptWaitingCall, WaitingCall, WaitingCallRepository } from './waiting-call.ts';
export { WAITING_CALLS_MAX, WAITING_CALLS_SIZE_MAX } from './waiting-calls.ts';
