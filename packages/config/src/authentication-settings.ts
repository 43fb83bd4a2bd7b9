// How MQTT clients and charge points prove who they are, as the rooms get it.

type Texts = Readonly<Record<string, string>>;

/** JSON Web Tokens as a source. `secret` and `public_key` are empty when there is none. */
export type JwtSettings = {
  readonly enable: boolean;
  readonly from: 'password' | 'username';
  readonly algorithm: 'hmac-based' | 'public-key';
  readonly secret: string;
  readonly secret_base64_encoded: boolean;
  readonly public_key: string;
  readonly use_jwks: boolean;
  readonly jwks_file: string;
  /** By the name of the claim; a name may be one that objects inherit: read own entries only. */
  readonly verify_claims: Texts;
  readonly disconnect_after_expire: boolean;
};

/** A service asked over HTTP as a source. */
export type HttpAuthenticationSettings = {
  readonly enable: boolean;
  readonly method: 'post' | 'get';
  readonly url: string;
  readonly headers: Texts;
  readonly body: Texts;
  readonly request_timeout: string;
  readonly max_inflight: number;
};

/** What slows down those who guess passwords. */
export type ThrottleSettings = {
  readonly enable: boolean;
  readonly failures: number;
  readonly address_failures: number;
  readonly first_wait: string;
  readonly max_wait: string;
};

/** What the authentication of MQTT clients and of charge points have in common. */
export type AuthenticationSettings = {
  readonly enable: boolean;
  readonly mechanism: 'password_based';
  readonly backend: 'built_in_database';
  readonly bootstrap_file: string;
  /** Sources separated by commas: `built_in_database`, `jwt`, `http`. */
  readonly order: string;
  readonly jwt: JwtSettings;
  readonly http: HttpAuthenticationSettings;
  readonly throttle: ThrottleSettings;
};

/** How MQTT clients prove who they are. */
export type MqttAuthenticationSettings = AuthenticationSettings & { readonly user_id_type: 'username' };

/** How charge points prove who they are. */
export type OcppAuthenticationSettings = AuthenticationSettings & {
  readonly user_id_type: 'username' | 'clientid';
  readonly password_hash_algorithm: { readonly name: 'scrypt' | 'sha256' };
  readonly username_must_be_identity: 'never' | '2.x' | 'always';
};
