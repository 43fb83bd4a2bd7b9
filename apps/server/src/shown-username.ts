/** The beginning of a JSON object in Base64 and two dots (RFC 7515 §7.1): the looks of a JSON Web Token. */
const token = /^ey[\w-]+\.[\w-]*\.[\w-]*$/;

/** What is shown in place of a token. */
export const tokenMask = '(token)';

/** A user name as it may be shown and logged: with `jwt.from: username` it is a token, which lets in whoever has it. */
export function shownUsername<Name>(username: Name): Name | string {
  return typeof username === 'string' && token.test(username) ? tokenMask : username;
}
