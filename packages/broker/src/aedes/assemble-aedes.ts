import { randomUUID } from 'node:crypto';
import type { Will } from '@ocpp-broker/mqtt';
import { Aedes, type AedesOptions } from 'aedes';
import type { Admission } from '../clients/admission.ts';
import type { AedesBroker, AedesClient, AedesPersistence } from './aedes-internals.ts';

/** The longest that a timer of Node takes. */
const longestTimeoutMs = 2 ** 31 - 1;

/** What Aedes is made of. */
export type AedesParts = {
  /** Name of the node; it becomes a level of Aedes' own `$SYS` topics. */
  readonly node: string;
  readonly persistence: AedesPersistence;
  /** Decides over CONNECT; read at each call, since it in turn needs the broker. */
  readonly admission: () => Admission;
  /** Sends the will of a client that is lost, after a delay in seconds. */
  readonly sendWill: (client: AedesClient, will: Will, delaySeconds: number) => void;
};

/**
 * Makes an Aedes that does not listen yet. Its part is the life of a connection: CONNECT, keep alive, take-over, wills,
 * DISCONNECT; subscriptions and messages are not handed to it.
 */
export function assembleAedes({ node, persistence, admission, sendWill }: AedesParts): AedesBroker {
  const options = {
    // New at every start. `$SYS` topics have it as a level.
    id: `${node.replace(/[/+#]/g, '-')}-${randomUUID()}`,
    concurrency: 0,
    // Aedes watches the time until CONNECT only; connect-limits.ts the time until CONNACK.
    connectTimeout: longestTimeoutMs,
    maxClientsIdLength: 0xffff,
    persistence,
    preConnect: (...call: Parameters<Admission['preConnect']>) => admission().preConnect(...call),
    authenticate: (...call: Parameters<Admission['authenticate']>) => admission().authenticate(...call),
  };
  // Our types say more of clients and packets than those of Aedes do.
  const aedes = new Aedes(options as unknown as AedesOptions) as unknown as AedesBroker;
  // Aedes would find "constructor" among its clients before anyone has connected.
  aedes.clients = Object.create(null);
  keepSuccessors(aedes);
  registerTheLiving(aedes);
  // The broker ends sessions itself, after a restart too.
  aedes.scheduleSessionExpiry = () => {};
  // The broker knows better which session goes on, and sends wills after a restart too.
  aedes.publishWill = (client, { decoded }) => sendWill(client, decoded, 0);
  aedes.scheduleWill = (client, { decoded }, delaySeconds) => sendWill(client, decoded, delaySeconds);
  return aedes;
}

/**
 * A client that closes is looked up by its id only. Closing takes a few turns of the event loop, so that the one that
 * is taken off the list may be the next client of that id.
 */
function keepSuccessors(aedes: AedesBroker): void {
  const unregister = aedes.unregisterClient.bind(aedes);
  aedes.unregisterClient = (client) => {
    if (aedes.clients[client.id ?? ''] === client) unregister(client);
  };
}

/** A client that has gone while its CONNECT was decided would stay on the list for ever, and end the one that is there. */
function registerTheLiving(aedes: AedesBroker): void {
  const register = aedes.registerClient.bind(aedes);
  aedes.registerClient = (client) => {
    if (!client.closed) register(client);
  };
}
