import { createReadStream } from 'node:fs';
import { UsageProblem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';

/** The text of a file, or of standard input when the name is `-`. Throws UsageProblem when it cannot be read or has more than `bytesMax`. */
export async function readInput(name: string, bytesMax: number, { input }: Surroundings): Promise<string> {
  if (name === '-') return readText(input, 'standard input', bytesMax);
  try {
    return await readText(createReadStream(name), name, bytesMax);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw error instanceof UsageProblem ? error : new UsageProblem(`${name} cannot be read (${code})`);
  }
}

async function readText(stream: AsyncIterable<Buffer>, name: string, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new UsageProblem(`${name} holds more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
