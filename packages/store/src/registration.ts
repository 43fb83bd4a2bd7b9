/** Answer to a BootNotification, as the charge point was told. */
export type BootStatus = 'Accepted' | 'Pending' | 'Rejected';

/** Security profile of OCPP: 1 password, 2 password over TLS, 3 client certificate. */
export type SecurityProfile = 1 | 2 | 3;

/** What is remembered of a charge point over reconnects and restarts; null: not known. Times in ms since 1970. */
export type Registration = {
  readonly identity: string;
  /** OCPP version of the last connection: `1.6`, `2.0.1`, `2.1`. */
  readonly version: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
  readonly bootStatus: BootStatus | null;
  /** The interval that the charge point was last told. */
  readonly heartbeatIntervalMs: number | null;
  /** The highest ever used, if whoever puts it keeps to that; here it is stored as given. */
  readonly securityProfile: SecurityProfile | null;
  /** Still true at a start after a crash, so that the absence can be told. */
  readonly connected: boolean;
  readonly firstSeenAt: number;
  readonly lastBootAt: number | null;
  readonly lastSeenAt: number;
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
};

/** What to change; what is left out stays, but `lastSeenAt`, which becomes the present. */
export type RegistrationChange = { readonly identity: string } & Partial<
  Omit<Registration, 'identity' | 'firstSeenAt'>
>;

/**
 * What is known of charge points. Synchronous, because it stands on the path of every frame: an implementation answers from memory and
 * writes behind.
 */
export interface RegistrationRepository {
  get(identity: string): Registration | null;
  /** Texts are cut to 255 characters. When there are too many registrations, the one unseen for longest goes, the absent before the connected. */
  put(change: RegistrationChange): Registration;
  /** Returns whether there was such a registration. */
  remove(identity: string): boolean;
  listConnected(): readonly Registration[];
  count(): number;
  /** Writes what `put` left to be written, now. */
  flush(): void;
}
