// Which test files share a process. Starting Node with tap under coverage costs nearly a second of CPU, more than most files
// need for their tests: those that leave the process alone run several together. Each can still be run by itself.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const filesInGroupMax = 10;

/** What needs a process of its own: it watches or changes the process, sets limits for its whole file, or runs for long. */
const alone =
  /\bprocess\.|\bmock\.|node:(child_process|worker_threads|test)|import\.meta|playwright|^t\.(beforeEach|afterEach|setTimeout|teardown)\b/m;
const aloneByName = /fuzz|comparison|\/outside\/|\/browser|\/e2e|\/tidy|^bench\//;

/**
 * The files that tap is to run, for all the compiled test files (paths relative to the root): those that run alone, and one that
 * imports its members for each group. A group has members of one room and one folder only.
 */
export function groupedTests(root, folder, files) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const single = [];
  const together = new Map();
  for (const file of files) {
    const name = file.split(sep).join('/');
    if (aloneByName.test(name) || alone.test(readFileSync(join(root, file), 'utf8'))) single.push(file);
    else together.set(dirname(name), [...(together.get(dirname(name)) ?? []), name]);
  }
  const groups = [];
  for (const [place, members] of together) {
    const count = Math.ceil(members.length / filesInGroupMax);
    for (let number = 0; number < count; number += 1) {
      const chosen = members.filter((_, index) => index % count === number);
      const group = join(folder, `${place.replaceAll('/', '-').replace('-dist-test', '')}-${number + 1}.test.js`);
      writeFileSync(
        group,
        chosen.map((name) => `await import(${JSON.stringify(specifier(root, group, name))});\n`).join(''),
      );
      groups.push(relative(root, group));
    }
  }
  return [...single, ...groups];
}

function specifier(root, group, name) {
  return relative(dirname(group), join(root, name)).split(sep).join('/');
}
