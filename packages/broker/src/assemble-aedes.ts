import { randomUUID } from 'node:crypto';
import { Aedes, type AedesOptions } from 'aedes';
import { type Admission, clientIdLengthMax } from './admission.ts';
import type { AedesBroker, AedesClient, MessageEmitter } from './aedes-internals.ts';
import type { BrokerOptions } from './options.ts';
import { topicLevelsMax } from './topic-filter.ts';
import type { TopicPolicy } from './topic-policy.ts';

/** Topic aliases that an MQTT 5 client may use; each holds a topic in memory. */
const topicAliasMaximum = 16;

/** Unfinished QoS 1 and 2 publishes that an MQTT 5 client is asked to keep to. */
const receiveMaximum = 1024;

/** Sessions and delayed wills whose end Aedes waits for with a timer each. */
const pendingSessionsLimit = 100_000;

/** A socket that Aedes itself writes to (retained and queued messages) and that did not drain for so long is dead. */
const drainTimeoutMs = 300_000;

/** The longest that a timer of Node takes. */
const longestTimeoutMs = 2 ** 31 - 1;

/** Where a persistence and an emitter other than those in memory are put in. */
export type AedesSeams = { readonly persistence?: unknown; readonly mq?: unknown };

/** The hooks that decide; they are read at each call, since they in turn need the broker. */
export type AedesHooks = { readonly admission: () => Admission; readonly policy: () => TopicPolicy };

/** Makes an Aedes that does not listen yet, with the options that were measured to matter. */
export function assembleAedes(node: string, options: BrokerOptions, seams: AedesSeams, hooks: AedesHooks): AedesBroker {
  const aedesOptions = {
    // New at every start: stored messages bear it with a number that begins again. It is a level of the `$SYS` topics.
    id: `${node.replace(/[/+#]/g, '-')}-${randomUUID()}`,
    // Any other number of messages may be under way at once, and the next wait for a frozen client.
    concurrency: 0,
    // Aedes watches the time until CONNECT only; connect-limits.ts the time until CONNACK.
    connectTimeout: longestTimeoutMs,
    drainTimeout: drainTimeoutMs,
    maximumPacketSize: options.maxPacketBytes,
    maxClientsIdLength: clientIdLengthMax,
    maxTopicLevels: topicLevelsMax,
    topicAliasMaximum,
    receiveMaximum,
    pendingSessionsLimit,
    preConnect: (...call: Parameters<Admission['preConnect']>) => hooks.admission().preConnect(...call),
    authenticate: (...call: Parameters<Admission['authenticate']>) => hooks.admission().authenticate(...call),
    authorizePublish: (...call: Parameters<TopicPolicy['authorizePublish']>) =>
      hooks.policy().authorizePublish(...call),
    authorizeSubscribe: (...call: Parameters<TopicPolicy['authorizeSubscribe']>) =>
      hooks.policy().authorizeSubscribe(...call),
    published: (_packet: unknown, _client: unknown, done: () => void) => done(),
    ...(seams.persistence === undefined ? {} : { persistence: seams.persistence }),
    ...(seams.mq === undefined ? {} : { mq: seams.mq }),
  };
  // Our types say more of clients and packets than those of Aedes do.
  const aedes = new Aedes(aedesOptions as unknown as AedesOptions) as unknown as AedesBroker;
  // Aedes would find "constructor" among its clients before anyone has connected.
  aedes.clients = Object.create(null);
  keepSuccessors(aedes);
  return aedes;
}

/**
 * A client that closes is looked up by its id only. Closing takes a few turns of the event loop, so that the one that
 * is taken off the list, and whose session is ended, may be the next client of that id.
 */
function keepSuccessors(aedes: AedesBroker): void {
  const unregister = aedes.unregisterClient.bind(aedes);
  const endSession = aedes.scheduleSessionExpiry?.bind(aedes);
  const current = (client: AedesClient) => aedes.clients[client.id ?? ''];
  aedes.unregisterClient = (client) => {
    if (current(client) === client) unregister(client);
  };
  if (endSession === undefined) return;
  aedes.scheduleSessionExpiry = (client) => {
    if (current(client) === undefined) endSession(client);
  };
}

/** Puts an emitter in front of the one that Aedes has; to be called before `listen`. */
export function wrapEmitter<Emitter extends MessageEmitter>(
  aedes: AedesBroker,
  wrap: (inner: MessageEmitter) => Emitter,
): Emitter {
  const wrapped = wrap(aedes.mq);
  aedes.mq = wrapped;
  return wrapped;
}
