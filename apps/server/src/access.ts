import { AccessError, Bans, RuleLists, StoredRules, UserSource } from '@ocpp-broker/access';
import type { Authenticator } from '@ocpp-broker/broker';
import type { Settings } from '@ocpp-broker/config';
import type { CredentialStore } from '@ocpp-broker/gateway';
import type { Store } from '@ocpp-broker/store';
import type { Logger } from 'pino';
import { authenticatorOf } from './broker-ports.ts';
import { ChargePointUsers } from './charge-point-users.ts';
import { credentialsOf } from './gateway-credentials.ts';
import { Logins } from './logins.ts';
import { StartError } from './start-error.ts';
import { AccessGuard, type GatewayTopics } from './topic-guard.ts';

/** What access is made of. */
export type AccessParts = {
  readonly store: Store;
  readonly settings: Settings;
  readonly log: Logger;
  /** The gateway's topics; asked for as soon as clients come. */
  readonly topics: () => GatewayTopics;
};

/** Who may come in, over MQTT and OCPP, and who may do what. There is one of each for the life of the process; they follow the settings. */
export class Access {
  readonly bans: Bans;
  readonly rules: StoredRules;
  /** Who may connect over MQTT. */
  readonly authenticator: Authenticator;
  /** Which charge points may come in. */
  readonly credentials: CredentialStore;
  readonly guard: AccessGuard;
  readonly #mqtt: Logins;
  readonly #ocpp: Logins;
  #settings: Settings;

  private constructor({ store, settings, log, topics }: AccessParts, bans: Bans, rules: StoredRules, lists: RuleLists) {
    const now = Date.now;
    const { mqtt, gateway } = settings;
    const common = { bans, log, now };
    const mqttUsers = new UserSource(store.users('mqtt'));
    const ocppUsers = new ChargePointUsers(store.users('ocpp'));
    this.#mqtt = new Logins(
      { ...common, path: 'mqtt.authentication', users: mqttUsers },
      mqtt.authentication,
      mqtt.allow_anonymous,
    );
    this.#ocpp = new Logins(
      { ...common, path: 'gateway.ocpp.authentication', users: ocppUsers },
      gateway.ocpp.authentication,
      false,
    );
    this.bans = bans;
    this.rules = rules;
    this.#settings = settings;
    this.authenticator = authenticatorOf(this.#mqtt);
    this.credentials = credentialsOf({
      users: store.users('ocpp'),
      logins: this.#ocpp,
      bans,
      settings: () => this.#settings.gateway.ocpp.authentication,
    });
    this.guard = new AccessGuard({ lists, topics, now }, settings);
  }

  /** Loads bans and topic rules; rejects with a StartError that names each setting at fault. */
  static async open(parts: AccessParts): Promise<Access> {
    const { store } = parts;
    const lists = new RuleLists();
    try {
      const rules = await StoredRules.open({ store: store.topicRules, lists });
      const bans = await Bans.open({ store: store.bans, now: Date.now });
      return new Access(parts, bans, rules, lists);
    } catch (error) {
      if (error instanceof AccessError) throw new StartError([{ path: 'data_dir', message: error.message }]);
      throw error;
    }
  }

  /** Follows other settings; throws a StartError, and changes nothing, when a source cannot be made of them. */
  reconfigure(settings: Settings): void {
    const { mqtt, gateway } = settings;
    const ready = [
      this.#mqtt.prepare(mqtt.authentication, mqtt.allow_anonymous),
      this.#ocpp.prepare(gateway.ocpp.authentication, false),
    ];
    for (const putInForce of ready) putInForce();
    this.#settings = settings;
    this.guard.reconfigure(settings);
  }

  /** Looks at no file any more. */
  close(): void {
    this.#mqtt.close();
    this.#ocpp.close();
  }
}
