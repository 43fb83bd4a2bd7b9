import type { Database } from 'better-sqlite3';
import type { BootStatus, Registration, RegistrationChange, RegistrationRepository } from './registration.ts';

/** Registrations kept, in memory and on disk: five times the fleet that one server is meant for, some 25 MB. */
export const REGISTRATIONS_MAX = 50_000;
const TEXT_LENGTH_MAX = 255;

type Parts = {
  readonly database: Database;
  readonly now: () => number;
  /** Called when a write behind failed; what was not written is kept and tried again with the next change. */
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
  readonly connected: number;
  readonly first_seen_at: number;
  readonly last_boot_at: number | null;
  readonly last_seen_at: number;
  readonly connected_at: number | null;
  readonly disconnected_at: number | null;
};

/** All registrations in memory, written to SQLite behind, in one transaction per turn of the event loop. */
export class SqliteRegistrations implements RegistrationRepository {
  readonly #now: () => number;
  readonly #onWriteError: (error: unknown) => void;
  readonly #registrationsMax: number;
  readonly #write: (identities: Iterable<string>, startOver: boolean) => void;
  /** Two maps, each from the one unseen for longest to the latest, so that the next to go is found without a search. */
  readonly #connected = new Map<string, Registration>();
  readonly #absent = new Map<string, Registration>();
  /** Identities whose row differs from what memory says. */
  readonly #unwritten = new Set<string>();
  /** The list of differences outgrew its bound, as when a disk stays full: write everything anew instead. */
  #startOver = false;
  #closed = false;
  #flushing: NodeJS.Immediate | null = null;

  constructor(parts: Parts) {
    this.#now = parts.now;
    this.#onWriteError = parts.onWriteError;
    this.#registrationsMax = parts.registrationsMax ?? REGISTRATIONS_MAX;
    const { write, remove, removeAll } = prepare(parts.database);
    this.#write = parts.database.transaction((identities: Iterable<string>, startOver: boolean) => {
      if (startOver) removeAll.run();
      for (const identity of identities) {
        const registration = this.get(identity);
        if (registration === null) remove.run(identity);
        else write.run(rowOf(registration));
      }
    });
    const rows = parts.database.prepare<[], Row>('SELECT * FROM registrations ORDER BY last_seen_at, identity').all();
    for (const row of rows) this.#mapOf(row.connected === 1).set(row.identity, registrationOf(row));
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
    this.#markUnwritten(change.identity);
    this.#evict();
    return registration;
  }

  remove(identity: string): boolean {
    const removed = this.#forget(identity);
    if (removed) this.#markUnwritten(identity);
    return removed;
  }

  listConnected(): readonly Registration[] {
    return [...this.#connected.values()];
  }

  count(): number {
    return this.#connected.size + this.#absent.size;
  }

  flush(): void {
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    this.#flushing = null;
    if (this.#startOver) this.#write([...this.#absent.keys(), ...this.#connected.keys()], true);
    else if (this.#unwritten.size > 0) this.#write(this.#unwritten, false);
    this.#startOver = false;
    this.#unwritten.clear();
  }

  /** Writes what is left; what is put afterwards is only remembered. */
  close(): void {
    this.#closed = true;
    this.flush();
  }

  #markUnwritten(identity: string): void {
    if (this.#closed) return;
    if (!this.#startOver) this.#unwritten.add(identity);
    if (this.#unwritten.size > 2 * this.#registrationsMax) {
      this.#startOver = true;
      this.#unwritten.clear();
    }
    this.#flushing ??= setImmediate(() => {
      try {
        this.flush();
      } catch (error) {
        this.#onWriteError(error);
      }
    });
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
    write: database.prepare<[Row]>(
      `INSERT OR REPLACE INTO registrations (identity, version, vendor, model, serial_number, firmware_version, boot_status,
         heartbeat_interval_ms, connected, first_seen_at, last_boot_at, last_seen_at, connected_at, disconnected_at)
       VALUES (@identity, @version, @vendor, @model, @serial_number, @firmware_version, @boot_status,
         @heartbeat_interval_ms, @connected, @first_seen_at, @last_boot_at, @last_seen_at, @connected_at, @disconnected_at)`,
    ),
    remove: database.prepare<[string]>('DELETE FROM registrations WHERE identity = ?'),
    removeAll: database.prepare<[]>('DELETE FROM registrations'),
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
    connected: row.connected === 1,
    firstSeenAt: row.first_seen_at,
    lastBootAt: row.last_boot_at,
    lastSeenAt: row.last_seen_at,
    connectedAt: row.connected_at,
    disconnectedAt: row.disconnected_at,
  };
}
