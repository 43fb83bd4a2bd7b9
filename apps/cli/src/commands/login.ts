import type { Credentials } from '@ocpp-broker/api-client';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import type { Given } from '../given.ts';
import { readLogin, removeLogin, writeLogin } from '../login-file.ts';
import { readPassword } from '../password-input.ts';
import { remark, report } from '../report.ts';
import { clientOf, credentialsOf, serverOf, shownUrl } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { printable } from '../table.ts';

/** `ocpp-broker login`. */
export const loginCommand: Command = {
  name: 'login',
  summary: 'Log in, and keep the login for the next commands',
  isRemote: true,
  options: {
    username: { value: '<name>', about: 'who logs in (admin)' },
    'password-stdin': { about: 'read the password from standard input' },
  },
  notes: [
    'The login is kept in ~/.config/ocpp-broker/cli.json, which nobody else may read. With --key or --token these are kept instead,',
    'once the server has taken them. The token of a login ends when it is not used for a while, as the server is set.',
  ],
  examples: [
    'ocpp-broker login --url https://broker.example.org --username admin',
    'ocpp-broker login --password-stdin < password.txt',
  ],
  run: async (given, surroundings) => {
    const { url } = await serverOf(given, surroundings);
    const shown = shownUrl(url);
    const { credentials, name } = await acquire(given, surroundings, url);
    const file = await writeLogin(surroundings, { url: shown, credentials });
    await report(given, surroundings, {
      json: { url: shown, name, file },
      text: `logged in to ${printable(shown)} as ${printable(name)}; kept in ${file}\n`,
    });
    return exitCode.ok;
  },
};

/** `ocpp-broker logout`. */
export const logoutCommand: Command = {
  name: 'logout',
  summary: 'End the login, and forget it',
  run: async (given, surroundings) => {
    const login = await readLogin(surroundings);
    // Forgotten whatever the server says: that is what the user wants to be sure of.
    await removeLogin(surroundings);
    if (login !== undefined && 'token' in login.credentials) {
      await clientOf(login)
        .post('/api/v5/logout')
        .catch((error: Error) => remark(surroundings, `the server was not told: ${printable(error.message)}`));
    }
    await report(given, surroundings, {
      json: { was_logged_in: login !== undefined },
      text: login === undefined ? 'nobody was logged in\n' : 'logged out\n',
    });
    return exitCode.ok;
  },
};

/** Credentials that the server has taken, and whose they are. */
async function acquire(
  given: Given,
  surroundings: Surroundings,
  url: string,
): Promise<{ readonly credentials: Credentials; readonly name: string }> {
  const said = credentialsOf(given);
  if (said !== undefined) {
    await clientOf({ url, credentials: said }).get('/api/v5/nodes');
    return { credentials: said, name: 'apiKey' in said ? said.apiKey : 'the owner of the token' };
  }
  const username = given.text('username') ?? 'admin';
  const open = clientOf({ url, credentials: undefined });
  const password = await readPassword(given, surroundings, false);
  const { token } = await open.post('/api/v5/login', { body: { username, password } });
  return { credentials: { token }, name: username };
}
