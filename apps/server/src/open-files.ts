import { readdirSync, readFileSync } from 'node:fs';

/** How many files and sockets the process has open, and how many it may have; undefined where the system does not tell (all but Linux). */
export function openFiles(process = '/proc/self'): { readonly open: number; readonly limit: number } | undefined {
  try {
    // The first of the two numbers is the one that holds.
    const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(`${process}/limits`, 'utf8'))?.[1] ?? '';
    const open = readdirSync(`${process}/fd`).length;
    return { open, limit: /^\d+$/.test(limit) ? Number(limit) : Number.POSITIVE_INFINITY };
  } catch {
    return undefined;
  }
}
