export { addressesOverlap, type BindAddress, bindAddress } from './bind-address.ts';
export { diffSettings, type SettingsChange } from './diff-settings.ts';
export { defaultSettings, parseSettings, settingsDocument } from './parse-settings.ts';
export type {
  Apply,
  LeafSchema,
  NamedSchema,
  Range,
  SectionSchema,
  SettingSchema,
  Unit,
} from './setting-schema.ts';
export type {
  ApiSettings,
  BindSetting,
  ChargePointSettings,
  GatewaySettings,
  LogSettings,
  MessageFormatMode,
  MqttListenerSettings,
  MqttSettings,
  MqttWebsocketListenerSettings,
  OcppAuthenticationSettings,
  OcppListenerSettings,
  OcppSettings,
  OcppSslOptions,
  OcppTlsListenerSettings,
  ResponderSettings,
  Settings,
  SslOptions,
} from './settings.ts';
export {
  type EnvironmentSettings,
  environmentName,
  environmentPrefix,
  settingsFromEnvironment,
} from './settings-environment.ts';
export { problemsMax, SettingsError, type SettingsProblem } from './settings-error.ts';
export type { SettingsLayer } from './settings-layer.ts';
export { settingsMarkdown } from './settings-markdown.ts';
export { gatewaySettingsSchema, settingsKeywords, settingsSchema } from './settings-schema.ts';
export { byteCount, commaSeparated, durationMs, durationText, ratePerSecond } from './units.ts';
