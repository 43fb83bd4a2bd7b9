export type {
  AuthenticationSettings,
  HttpAuthenticationSettings,
  JwtSettings,
  MqttAuthenticationSettings,
  OcppAuthenticationSettings,
  ThrottleSettings,
} from './authentication-settings.ts';
export { addressesOverlap, type BindAddress, bindAddress } from './bind-address.ts';
export { diffSettings, type SettingsChange } from './diff-settings.ts';
export type {
  BindSetting,
  MqttListenerSettings,
  MqttListenersSettings,
  MqttWebsocketListenerSettings,
  OcppListenerSettings,
  OcppSslOptions,
  OcppTlsListenerSettings,
  SslOptions,
} from './listener-settings.ts';
export type { AuthorizationSettings, BrokerSettings, MqttSettings } from './mqtt-settings.ts';
export { defaultSettings, parseSettings, settingsDocument } from './parse-settings.ts';
export { secretMask, withSecretsKept, withSecretsMasked } from './secrets.ts';
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
  ChargePointSettings,
  GatewaySettings,
  LogSettings,
  MessageFormatMode,
  OcppSettings,
  ResponderSettings,
  Settings,
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
export { gatewaySettingsSchema, mqttSettingsSchema, settingsKeywords, settingsSchema } from './settings-schema.ts';
export { byteCount, commaSeparated, durationMs, durationText, ratePerSecond } from './units.ts';
export { webhookSettingsSchema } from './webhook-schema.ts';
export type { WebhookBounds, WebhookSettings } from './webhook-settings.ts';
