// What `ocpp-broker login` keeps: the server and the credentials for it, readable by the user alone.
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Credentials } from '@ocpp-broker/api-client';
import { Problem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';

/** A login. `url` is the server that the credentials are for, and no other. */
export type Login = { readonly url: string; readonly credentials: Credentials };

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** `~/.config/ocpp-broker/cli.json`, or below XDG_CONFIG_HOME. */
export function loginFile({ environment, homeFolder }: Surroundings): string {
  const { XDG_CONFIG_HOME: configured = '' } = environment;
  // The specification says to ignore a relative path.
  return join(isAbsolute(configured) ? configured : join(homeFolder, '.config'), 'ocpp-broker', 'cli.json');
}

/** The login, undefined when there is none. Throws a Problem when the file is none of ours, or others may read it. */
export async function readLogin(surroundings: Surroundings): Promise<Login | undefined> {
  const file = loginFile(surroundings);
  let text: string;
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new Problem('LOGIN_UNSAFE', `others may read ${file}: chmod 600 it, or log in again`);
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error instanceof Problem ? error : new Problem('LOGIN_UNREADABLE', `${file} cannot be read (${code})`);
  }
  const login = loginOf(text);
  if (login === undefined)
    throw new Problem('LOGIN_UNREADABLE', `${file} holds no login: ocpp-broker login makes a new one`);
  return login;
}

/** Keeps a login in the place of the one before; returns the file. */
export async function writeLogin(surroundings: Surroundings, { url, credentials }: Login): Promise<string> {
  const file = loginFile(surroundings);
  const document =
    'token' in credentials
      ? { url, token: credentials.token }
      : { url, api_key: credentials.apiKey, api_secret: credentials.secret };
  try {
    await mkdir(dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    // Renamed, so that nobody reads half of it; the mode is set again since one of a file that was there would stay.
    const draft = `${file}.new`;
    await writeFile(draft, `${JSON.stringify(document, null, 2)}\n`, { mode: PRIVATE_FILE });
    await chmod(draft, PRIVATE_FILE);
    await rename(draft, file);
  } catch (error) {
    throw new Problem('LOGIN_UNWRITABLE', `${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  return file;
}

/** Forgets the login. */
export async function removeLogin(surroundings: Surroundings): Promise<void> {
  await rm(loginFile(surroundings), { force: true });
}

function loginOf(text: string): Login | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { url, token, api_key, api_secret } = (document ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string') return undefined;
  if (typeof token === 'string') return { url, credentials: { token } };
  if (typeof api_key !== 'string' || typeof api_secret !== 'string') return undefined;
  return { url, credentials: { apiKey: api_key, secret: api_secret } };
}
