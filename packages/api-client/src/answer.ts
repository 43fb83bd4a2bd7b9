// The body of an answer: read with a bound, and as what its content type says it is.
import { ApiError } from './api-error.ts';

/** The server says something every 15 s where it has nothing to say. */
export const SILENCE_MS = 60_000;

/** The text of a body. Throws ApiError `TOO_LARGE` and stops reading beyond `bytesMax`. */
export async function readText(response: Response, bytesMax: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunksOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      throw new ApiError(response.status, 'TOO_LARGE', `The server answered more than ${bytesMax} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What a text is: JSON where it is said to be, undefined where there is none, itself otherwise. Throws ApiError `UNREADABLE`. */
export function parseAnswer(response: Response, text: string): unknown {
  if (text === '') return undefined;
  // Pages are written by whatever stands in between: a proxy, the login of a network.
  if (isOf(response, /^text\/html\b/)) {
    throw new ApiError(response.status, 'UNREADABLE', 'What the server answered is not an answer of its API');
  }
  if (!isOf(response, /^application\/(?:[\w.-]+\+)?json\b/)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(response.status, 'UNREADABLE', 'What the server answered is not JSON', { cause: error });
  }
}

/**
 * The chunks of a body; the connection is let go however the reading ends. Throws ApiError `TIMED_OUT` when nothing comes for `silenceMs`.
 * Not by `for await` over the stream, which Safari cannot do.
 */
export async function* chunksOf(
  response: Response,
  silenceMs: number = SILENCE_MS,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const end = (): void =>
      reject(new ApiError(null, 'TIMED_OUT', `The server has sent nothing for ${Math.round(ms / 1000)} s`));
    timer = setTimeout(end, ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function isOf(response: Response, type: RegExp): boolean {
  return type.test(response.headers.get('content-type') ?? '');
}
