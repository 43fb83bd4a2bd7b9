import type { LogSettings } from '@ocpp-broker/config';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** The log of the process: JSON lines, or text for people when a terminal is there to show it (`auto`). */
export function createLogger({ level, format }: LogSettings, isTerminal: boolean): Logger {
  const forPeople = format === 'pretty' || (format === 'auto' && isTerminal);
  // `sync`: the last line before the process ends must not be lost.
  const stream = forPeople
    ? pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname', singleLine: true })
    : pino.destination({ fd: 1, sync: true });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
