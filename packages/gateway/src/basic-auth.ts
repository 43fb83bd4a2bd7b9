// HTTP Basic as OCPP uses it: the password may be 20 raw bytes (OCPP 1.6 security whitepaper §3), so it is never text.

/** A user name and the password's bytes. */
export type BasicCredentials = { readonly username: string; readonly password: Buffer };

const shape = /^basic[ ]+([A-Za-z0-9+/]+={0,2})[ ]*$/i;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The credentials of an Authorization header; undefined when it is absent or cannot be decoded. */
export function basicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = header === undefined ? undefined : shape.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const colon = bytes.indexOf(0x3a);
  if (colon < 0) return undefined;
  try {
    return { username: strictUtf8.decode(bytes.subarray(0, colon)), password: bytes.subarray(colon + 1) };
  } catch {
    return undefined;
  }
}
