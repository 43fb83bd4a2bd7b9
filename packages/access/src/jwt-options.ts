import { AccessError } from './access-error.ts';
import { placeholdersOf } from './template.ts';

/** EMQX's settings of its JWT authenticator, with keys as texts: whoever reads the settings reads the files. */
export type JwtOptions = {
  /** Where clients put the token. */
  readonly from: 'password' | 'username';
  readonly key: JwtKey;
  /** Claims that have to be there with this value; `${clientid}` and `${username}` stand for what the client says of itself. */
  readonly verifyClaims: Readonly<Record<string, string>>;
  /** Connections end when their token does. */
  readonly disconnectAfterExpire: boolean;
  /** The claim that holds the access list; EMQX's default is `acl`. */
  readonly aclClaimName?: string | undefined;
  /** Tokens that may be under verification at once. */
  readonly inflightMax?: number | undefined;
};

/** What signatures are verified with. `hmac-based`: HS256, HS384, HS512. The others: RS, PS and ES of 256, 384 and 512, and EdDSA. */
export type JwtKey =
  | { readonly algorithm: 'hmac-based'; readonly secret: string; readonly isBase64: boolean }
  /** PEM: a public key or a certificate. */
  | { readonly algorithm: 'public-key'; readonly publicKey: string }
  /** The text of a JSON Web Key Set (RFC 7517 §5). */
  | { readonly algorithm: 'public-key'; readonly jwks: string };

const claimPlaceholders: readonly string[] = ['clientid', 'username'];

/** Throws an AccessError on a claim that could never be met. */
export function checkClaims(verifyClaims: JwtOptions['verifyClaims']): void {
  for (const [name, template] of Object.entries(verifyClaims)) {
    const unknown = placeholdersOf(template).find((placeholder) => !claimPlaceholders.includes(placeholder));
    if (unknown === undefined) continue;
    throw new AccessError('access_invalid_option', `the claim ${name} has an unknown placeholder: \${${unknown}}`);
  }
}
