// Server-sent events (WHATWG HTML §9.2.6) out of text that comes in pieces: EventSource cannot send an Authorization header.
import { ApiError } from './api-error.ts';

/** One event; `event` is `message` when the server named none. */
export type ServerEvent = { readonly event: string; readonly data: string; readonly id: string };

/** An event larger than this is a fault: frames are cut by the server at a fraction of it. In characters. */
const EVENT_LENGTH_MAX = 4_194_304;

/** Puts events together. Comments (the heartbeat of the server) and `retry` are left out. */
export class EventAssembler {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #length = 0;
  #id = '';

  /** The events that this piece completes. Throws ApiError `TOO_LARGE` for one without an end. */
  push(text: string): readonly ServerEvent[] {
    // A carriage return at the end waits: the line feed that belongs to it may be in the next piece.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    this.#bound(this.#rest.length);
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): readonly ServerEvent[] {
    if (line === '') return this.#dispatch();
    this.#bound(line.length);
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'id') this.#id = value;
    else if (field === 'data') {
      this.#data.push(value);
      this.#length += value.length;
    }
    return [];
  }

  #dispatch(): readonly ServerEvent[] {
    const data = this.#data;
    const event = this.#event || 'message';
    this.#data = [];
    this.#event = '';
    this.#length = 0;
    return data.length === 0 ? [] : [{ event, data: data.join('\n'), id: this.#id }];
  }

  #bound(more: number): void {
    if (this.#length + more <= EVENT_LENGTH_MAX) return;
    throw new ApiError(null, 'TOO_LARGE', `The server sent an event of more than ${EVENT_LENGTH_MAX} characters`);
  }
}
