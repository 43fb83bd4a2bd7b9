import type { Database } from 'better-sqlite3';
import type {
  BootStatus,
  Registration,
  RegistrationChange,
  RegistrationRepository,
  SecurityProfile,
} from './registration.ts';
import { WriteBehind } from './write-behind.ts';

/** Registrations kept, in memory and on disk: five times the fleet that one server is meant for, some 25 MB. */
export const REGISTRATIONS_MAX = 50_000;
const TEXT_LENGTH_MAX = 255;
/**
 * When thousands of charge points come back at once a turn of the event loop brings one or two of them, and a transaction for each turn
 * would be a twelfth of a handshake (measured). So many turns take some 10 ms then, and where one brings nothing they are over.
 */
export const TURNS_MAX = 16;

type Parts = {
  readonly database: Database;
  readonly now: () => number;
  /** Called when a write behind failed; what was not written is kept and tried again. */
  readonly onWriteError: (error: unknown) => void;
  readonly registrationsMax?: number | undefined;
};

type Row = {
  readonly identity: string;
  readonly version: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial_number: string | null;
  readonly firmware_version: string | null;
  readonly boot_status: BootStatus | null;
  readonly heartbeat_interval_ms: number | null;
  readonly security_profile: SecurityProfile | null;
  readonly connected: number;
  readonly first_seen_at: number;
  readonly last_boot_at: number | null;
  readonly last_seen_at: number;
  readonly connected_at: number | null;
  readonly disconnected_at: number | null;
};

/** All registrations in memory, written to SQLite behind. */
export class SqliteRegistrations implements RegistrationRepository {
  readonly #now: () => number;
  readonly #registrationsMax: number;
  readonly #behind: WriteBehind<string>;
  /** Two maps, each from the one unseen for longest to the latest, so that the next to go is found without a search. */
  readonly #connected = new Map<string, Registration>();
  readonly #absent = new Map<string, Registration>();

  constructor(parts: Parts) {
    this.#now = parts.now;
    this.#registrationsMax = parts.registrationsMax ?? REGISTRATIONS_MAX;
    const { list, write, remove } = prepare(parts.database);
    const rows = list.all();
    for (const row of rows) this.#mapOf(row.connected === 1).set(row.identity, registrationOf(row));
    this.#behind = new WriteBehind({
      database: parts.database,
      writtenKeys: rows.map((row) => row.identity),
      has: (identity) => this.get(identity) !== null,
      writeRow: (identity) => {
        const registration = this.get(identity);
        if (registration !== null) write.run(rowOf(registration));
      },
      removeRow: (identity) => void remove.run(identity),
      onWriteError: parts.onWriteError,
      turnsMax: TURNS_MAX,
    });
    this.#evict();
  }

  get(identity: string): Registration | null {
    return this.#connected.get(identity) ?? this.#absent.get(identity) ?? null;
  }

  put(change: RegistrationChange): Registration {
    const known = this.get(change.identity) ?? unknownRegistration(change.identity, this.#now());
    const registration = cutTexts({ ...known, lastSeenAt: this.#now(), ...change });
    // Deleted and set anew, which moves it to the end of its map.
    this.#forget(change.identity);
    this.#mapOf(registration.connected).set(change.identity, registration);
    this.#behind.changed(change.identity);
    this.#evict();
    return registration;
  }

  remove(identity: string): boolean {
    const removed = this.#forget(identity);
    if (removed) this.#behind.changed(identity);
    return removed;
  }

  listConnected(): readonly Registration[] {
    return [...this.#connected.values()];
  }

  count(): number {
    return this.#connected.size + this.#absent.size;
  }

  flush(): void {
    this.#behind.flush();
  }

  /** Writes what is left; what is put afterwards is only remembered. */
  close(): void {
    this.#behind.close();
  }

  #evict(): void {
    while (this.count() > this.#registrationsMax) {
      const oldest = (this.#absent.size > 0 ? this.#absent : this.#connected).keys().next();
      if (oldest.done) return;
      this.remove(oldest.value);
    }
  }

  #forget(identity: string): boolean {
    return this.#connected.delete(identity) || this.#absent.delete(identity);
  }

  #mapOf(connected: boolean): Map<string, Registration> {
    return connected ? this.#connected : this.#absent;
  }
}

function unknownRegistration(identity: string, now: number): Registration {
  return {
    identity,
    version: null,
    vendor: null,
    model: null,
    serialNumber: null,
    firmwareVersion: null,
    bootStatus: null,
    heartbeatIntervalMs: null,
    securityProfile: null,
    connected: false,
    firstSeenAt: now,
    lastBootAt: null,
    lastSeenAt: now,
    connectedAt: null,
    disconnectedAt: null,
  };
}

/** With format checking off a charge point may call itself anything of any length. */
function cutTexts(registration: Registration): Registration {
  const cut = (text: string | null): string | null => text?.slice(0, TEXT_LENGTH_MAX) ?? null;
  return {
    ...registration,
    version: cut(registration.version),
    vendor: cut(registration.vendor),
    model: cut(registration.model),
    serialNumber: cut(registration.serialNumber),
    firmwareVersion: cut(registration.firmwareVersion),
  };
}

function prepare(database: Database) {
  return {
    list: database.prepare<[], Row>('SELECT * FROM registrations ORDER BY last_seen_at, identity'),
    write: database.prepare<[Row]>(
      `INSERT OR REPLACE INTO registrations (identity, version, vendor, model, serial_number, firmware_version, boot_status,
         heartbeat_interval_ms, security_profile, connected, first_seen_at, last_boot_at, last_seen_at, connected_at, disconnected_at)
       VALUES (@identity, @version, @vendor, @model, @serial_number, @firmware_version, @boot_status,
         @heartbeat_interval_ms, @security_profile, @connected, @first_seen_at, @last_boot_at, @last_seen_at, @connected_at, @disconnected_at)`,
    ),
    remove: database.prepare<[string]>('DELETE FROM registrations WHERE identity = ?'),
  };
}

function rowOf(registration: Registration): Row {
  return {
    identity: registration.identity,
    version: registration.version,
    vendor: registration.vendor,
    model: registration.model,
    serial_number: registration.serialNumber,
    firmware_version: registration.firmwareVersion,
    boot_status: registration.bootStatus,
    heartbeat_interval_ms: registration.heartbeatIntervalMs,
    security_profile: registration.securityProfile,
    connected: Number(registration.connected),
    first_seen_at: registration.firstSeenAt,
    last_boot_at: registration.lastBootAt,
    last_seen_at: registration.lastSeenAt,
    connected_at: registration.connectedAt,
    disconnected_at: registration.disconnectedAt,
  };
}

function registrationOf(row: Row): Registration {
  return {
    identity: row.identity,
    version: row.version,
    vendor: row.vendor,
    model: row.model,
    serialNumber: row.serial_number,
    firmwareVersion: row.firmware_version,
    bootStatus: row.boot_status,
    heartbeatIntervalMs: row.heartbeat_interval_ms,
    securityProfile: row.security_profile,
    connected: row.connected === 1,
    firstSeenAt: row.first_seen_at,
    lastBootAt: row.last_boot_at,
    lastSeenAt: row.last_seen_at,
    connectedAt: row.connected_at,
    disconnectedAt: row.disconnected_at,
  };
}
