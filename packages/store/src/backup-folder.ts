// Copies of the databases, made while the server runs. Each backup is a folder of its own that gets its name only when it is whole.
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { StoreError } from './store-error.ts';

/** A database that can be copied while it is in use. */
export type BackupSource = {
  /** Name of the copy, such as `store.db`. */
  readonly file: string;
  /** Writes a copy to a path where nothing is yet. */
  backupTo(path: string): Promise<void>;
};

/** What a folder of backups is made of. */
export type BackupFolderParts = {
  /** Made when it is not there, for its owner alone. */
  readonly folder: string;
  readonly sources: readonly BackupSource[];
  /** The clock, ms since 1970. */
  readonly now?: () => number;
  /** Backups kept; one more is refused. Default 10. */
  readonly backupsMax?: number;
};

/** One backup; sizes in bytes, `createdAt` in ms since 1970. */
export type Backup = {
  readonly name: string;
  readonly createdAt: number;
  readonly files: readonly { readonly name: string; readonly size: number }[];
};

const BACKUPS_MAX = 10;
const NAME = /^backup-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z$/;
const FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const UNFINISHED = '.unfinished-';

/** The backups in a folder. */
export class BackupFolder {
  readonly #folder: string;
  readonly #sources: readonly BackupSource[];
  readonly #now: () => number;
  readonly #backupsMax: number;
  #isBusy = false;

  constructor({ folder, sources, now = Date.now, backupsMax = BACKUPS_MAX }: BackupFolderParts) {
    this.#folder = folder;
    this.#sources = sources;
    this.#now = now;
    this.#backupsMax = backupsMax;
  }

  /** Makes a backup. `full`: there are as many as may be. Rejects with a StoreError `store_busy` while another is made. */
  async create(): Promise<Backup | 'full'> {
    if (this.#isBusy) throw new StoreError('store_busy', 'a backup is being made; try again later');
    this.#isBusy = true;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#removeUnfinished();
      if ((await this.list()).length >= this.#backupsMax) return 'full';
      return await this.#create(nameAt(this.#now()));
    } finally {
      this.#isBusy = false;
    }
  }

  /** The newest first. */
  async list(): Promise<readonly Backup[]> {
    const names = (await namesIn(this.#folder)).filter((name) => NAME.test(name)).toSorted();
    const backups = await Promise.all(names.map((name) => this.#read(name)));
    return backups.filter((backup) => backup !== undefined).toReversed();
  }

  /** The bytes of one file of a backup; undefined when there is none. */
  async open(name: string, file: string): Promise<{ readonly size: number; readonly stream: Readable } | undefined> {
    // What is not such a name never becomes part of a path.
    if (!NAME.test(name) || !FILE.test(file)) return undefined;
    try {
      const handle = await open(join(this.#folder, name, file), 'r');
      const { size } = await handle.stat();
      return { size, stream: createReadStream('', { fd: handle }) };
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  /** Whether there was such a backup. */
  async remove(name: string): Promise<boolean> {
    if (!NAME.test(name) || (await this.#read(name)) === undefined) return false;
    await rm(join(this.#folder, name), { recursive: true, force: true });
    return true;
  }

  async #create(name: string): Promise<Backup> {
    if ((await this.#read(name)) !== undefined) {
      throw new StoreError('store_busy', 'a backup was made in this very millisecond; try again');
    }
    const unfinished = join(this.#folder, UNFINISHED + name);
    try {
      await mkdir(unfinished, { mode: 0o700 });
      for (const { file, backupTo } of this.#sources) {
        await backupTo(join(unfinished, file));
        await chmod(join(unfinished, file), 0o600);
      }
      await rename(unfinished, join(this.#folder, name));
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    const backup = await this.#read(name);
    if (backup === undefined) throw new StoreError('store_unwritable', `the backup ${name} has vanished`);
    return backup;
  }

  async #read(name: string): Promise<Backup | undefined> {
    const names = (await namesIn(join(this.#folder, name))).filter((file) => FILE.test(file)).toSorted();
    const files = await Promise.all(
      names.map(async (file) => ({ name: file, size: (await stat(join(this.#folder, name, file))).size })),
    );
    return files.length === 0 ? undefined : { name, createdAt: timeOf(name), files };
  }

  /** What a process that ended in the middle left behind. */
  async #removeUnfinished(): Promise<void> {
    const names = (await namesIn(this.#folder)).filter((name) => name.startsWith(UNFINISHED));
    for (const name of names) await rm(join(this.#folder, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** No colon, which some file systems do not take. */
function nameAt(ms: number): string {
  return `backup-${new Date(ms).toISOString().replaceAll(/[:.]/g, '-')}`;
}

function timeOf(name: string): number {
  const [, day, hours, minutes, seconds, milliseconds] = NAME.exec(name) ?? [];
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
