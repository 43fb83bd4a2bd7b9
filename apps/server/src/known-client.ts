import type { AccessIdentity, AccessList } from '@ocpp-broker/access';

/** Who an MQTT client is to the topic rules. The broker carries it with the connection, as the client's rights. */
// A class, so that it is known again when it comes back from the broker; one for each connection, since rules are compiled for it.
export class KnownClient implements AccessIdentity {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly superuser: boolean;
  readonly rights: AccessList | undefined;
  /** Whether it has proven who it is. */
  readonly isProven: boolean;

  constructor(facts: {
    readonly clientId: string;
    readonly username: string | undefined;
    readonly superuser: boolean;
    readonly rights: AccessList | undefined;
    readonly isProven: boolean;
  }) {
    this.clientId = facts.clientId;
    this.username = facts.username;
    this.superuser = facts.superuser;
    this.rights = facts.rights;
    this.isProven = facts.isProven;
  }
}
