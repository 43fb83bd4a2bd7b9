import type { LogSettings } from '@ocpp-broker/config';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Lines are written together when they are so long, in characters, or so late, in milliseconds. */
const togetherMax = 8_192;
const lateMs = 50;

/** The log of the process: JSON lines, or text for people when a terminal is there to show it (`auto`). */
export function createLogger({ level, format }: LogSettings, isTerminal: boolean): Logger {
  const forPeople = format === 'pretty' || (format === 'auto' && isTerminal);
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return forPeople ? pino(options, prettyLines()) : jsonLogger(options);
}

function prettyLines() {
  return pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname', singleLine: true });
}

/**
 * A write wakes whoever reads, which takes longer than all else about a line: a write for each turn of the event loop, which brings one or
 * two handshakes, is a seventh of what these cost (measured).
 */
function jsonLogger(options: { readonly level: string }): Logger {
  // `sync`: in their order, and the last line before the process ends must not be lost.
  const output = pino.destination({ fd: 1, sync: true, minLength: togetherMax });
  let isDue = false;
  const flush = () => {
    isDue = false;
    output.flush();
  };
  process.on('exit', () => output.flushSync());
  return pino(options, {
    write: (line: string) => {
      output.write(line);
      if (isDue) return;
      isDue = true;
      setTimeout(flush, lateMs).unref();
    },
    // Asked for by `fatal`.
    flushSync: () => output.flushSync(),
  } as DestinationStream);
}
