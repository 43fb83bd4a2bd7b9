/** Who asks: a login's token, an API key with its secret, or nobody. */
export type Credentials = { readonly token: string } | { readonly apiKey: string; readonly secret: string };

/** The Authorization header of credentials. */
export function authorizationOf(credentials: Credentials): string {
  return 'token' in credentials
    ? `Bearer ${credentials.token}`
    : `Basic ${base64(`${credentials.apiKey}:${credentials.secret}`)}`;
}

/** `btoa` takes bytes written as characters, and UTF-8 is what the server reads. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
