// Lays what the image runs into a folder: `node deploy/image.mjs <folder>`, after the build. The rooms are those that the apps name in
// their manifests, and those that these name, so that none is forgotten. Packages from outside are installed there afterwards.
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const apps = ['apps/server', 'apps/cli'];
/** What is read where it stands, besides the rooms. */
const alongside = ['schemas', 'apps/console/dist/public', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

const [target] = process.argv.slice(2);
if (target === undefined || (existsSync(target) && readdirSync(target).length > 0)) {
  process.stderr.write('usage: node deploy/image.mjs <folder>, which is new or empty\n');
  process.exit(2);
}

const folders = ['packages', 'apps'].flatMap((wing) => readdirSync(join(root, wing)).map((name) => join(wing, name)));
for (const path of alongside) copy(path);
// Of all that the lockfile names, or it would not be taken for frozen.
for (const folder of [...folders, 'bench']) copy(join(folder, 'package.json'));
for (const room of roomsOf(apps)) {
  copy(join(room, 'dist/src'), (file) => !/\.d\.ts$|\.map$/.test(file));
  for (const command of Object.values(manifestOf(room).bin ?? {})) chmodSync(join(target, room, command), 0o755);
}

/** The folders of the rooms, and of all that they need to run. */
function roomsOf(begin) {
  const byName = new Map(folders.map((folder) => [manifestOf(folder).name, folder]));
  const found = new Set(begin);
  // A set is walked up to what is added on the way.
  for (const folder of found) {
    for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
      const needed = byName.get(name);
      if (needed !== undefined) found.add(needed);
    }
  }
  return found;
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function copy(path, isWanted = () => true) {
  cpSync(join(root, path), join(target, path), { recursive: true, filter: isWanted });
}
