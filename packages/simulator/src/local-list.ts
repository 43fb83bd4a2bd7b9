// What the charge point knows about idTags by itself: the list that the server sends (OCPP 1.6 §3.5.2) and the cache of its answers (§3.5.1).

/** What is known about an idTag; `expiryDateMs` in milliseconds since 1970. */
export type IdTagInfo = {
  readonly status: string;
  readonly parentIdTag?: string;
  readonly expiryDateMs?: number;
};

/** One entry of SendLocalList; without `info` a differential update removes the idTag. */
export type LocalListEntry = { readonly idTag: string; readonly info?: IdTagInfo };

/** Most entries that the list takes (its keys LocalAuthListMaxLength and SendLocalListMaxLength). */
export const localListLengthMax = 1_000;
/** Most idTags that the cache remembers; the one longest unused goes first. */
export const cachedIdTagsMax = 1_000;

/** The local authorization list; idTags are compared without case. */
export class LocalList {
  #entries = new Map<string, IdTagInfo>();
  #version = 0;

  /** 0 while there is no list (OCPP 1.6 §5.10). */
  get version(): number {
    return this.#version;
  }

  find(idTag: string): IdTagInfo | undefined {
    return this.#entries.get(idTag.toLowerCase());
  }

  /** Replaces the list or lays `entries` over it; the old list stays when the answer is not Accepted. */
  update(
    kind: 'Full' | 'Differential',
    version: number,
    entries: readonly LocalListEntry[],
  ): 'Accepted' | 'Failed' | 'VersionMismatch' {
    if (version <= 0) return 'Failed';
    if (kind === 'Differential' && version <= this.#version) return 'VersionMismatch';
    const idTags = new Set(entries.map((entry) => entry.idTag.toLowerCase()));
    if (idTags.size !== entries.length) return 'Failed';
    const next = kind === 'Full' ? new Map<string, IdTagInfo>() : new Map(this.#entries);
    for (const { idTag, info } of entries) {
      if (info !== undefined) next.set(idTag.toLowerCase(), info);
      else if (kind === 'Full') return 'Failed';
      else next.delete(idTag.toLowerCase());
    }
    if (next.size > localListLengthMax) return 'Failed';
    this.#entries = next;
    this.#version = version;
    return 'Accepted';
  }
}

/** The authorization cache. */
export class AuthorizationCache {
  readonly #entries = new Map<string, IdTagInfo>();

  find(idTag: string): IdTagInfo | undefined {
    return this.#entries.get(idTag.toLowerCase());
  }

  remember(idTag: string, info: IdTagInfo): void {
    const key = idTag.toLowerCase();
    this.#entries.delete(key);
    this.#entries.set(key, info);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > cachedIdTagsMax && oldest !== undefined) this.#entries.delete(oldest);
  }

  clear(): void {
    this.#entries.clear();
  }
}
