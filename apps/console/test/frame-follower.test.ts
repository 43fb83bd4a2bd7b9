import { ApiError, type ServerEvent } from '@ocpp-broker/api-client';
import t from 'tap';
import { type FollowState, FrameFollower } from '../src/frame-follower.ts';
import { framesMax } from '../src/frame-rows.ts';

/** A stream that the test feeds, and timers that it lets run out. */
function follower() {
  const states: FollowState[] = [];
  const timers: { readonly ms: number; readonly callback: () => void }[] = [];
  const streams: { readonly push: (event: ServerEvent) => void; readonly end: (error?: Error) => void }[] = [];
  const signals: AbortSignal[] = [];
  let opened = 0;
  const made = new FrameFollower({
    events: (signal, onOpen) => {
      signals.push(signal);
      const queue: (ServerEvent | Error | undefined)[] = [];
      let wake: () => void = () => undefined;
      const put = (item: ServerEvent | Error | undefined): void => {
        queue.push(item);
        wake();
      };
      signal.addEventListener('abort', () => put(signal.reason as Error));
      streams.push({ push: put, end: (error) => put(error) });
      return (async function* () {
        onOpen();
        for (;;) {
          while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          const item = queue.shift();
          if (item instanceof Error) throw item;
          if (item === undefined) return;
          yield item;
        }
      })();
    },
    onOpen: () => (opened += 1),
    onChange: (state) => states.push(state),
    after: (ms, callback) => {
      const timer = { ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const runOut = async (): Promise<number> => {
    const timer = timers.shift();
    timer?.callback();
    await turn();
    return timer?.ms ?? 0;
  };
  return { made, states, timers, streams, signals, turn, runOut, opened: () => opened };
}

const frameEvent = (n: number): ServerEvent => ({ event: 'frame', data: JSON.stringify({ n }), id: '' });

t.test('it is live once the stream has begun, and what came meanwhile is told together', async (t) => {
  const f = follower();
  f.made.start();
  await f.turn();
  t.match(f.states, [{ status: 'live', total: 0, problem: null }]);
  t.equal(f.opened(), 1);
  for (const n of [1, 2, 3]) f.streams[0]?.push(frameEvent(n));
  f.streams[0]?.push({ event: 'dropped', data: '{"count":7}', id: '' });
  await f.turn();
  t.equal(f.states.length, 1, 'nothing is drawn for each frame');
  t.equal(await f.runOut(), 100);
  t.match(f.states[1], { total: 3, missed: 7, frames: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  f.made.stop();
});

t.test('no more frames are kept than a page shows', async (t) => {
  const f = follower();
  f.made.start();
  for (let n = 0; n < framesMax + 20; n += 1) f.streams[0]?.push(frameEvent(n));
  await f.turn();
  await f.runOut();
  const state = f.states.at(-1);
  t.equal(state?.frames.length, framesMax);
  t.match(state?.frames[0], { n: 20 });
  t.equal(state?.total, framesMax + 20);
  f.made.stop();
});

t.test('a stream that breaks off is begun again after waits that grow, until it is live again', async (t) => {
  const f = follower();
  f.made.start();
  await f.turn();
  f.streams[0]?.end(new ApiError(503, 'SERVICE_UNAVAILABLE', 'Too many follow the frames already'));
  await f.turn();
  t.match(f.states.at(-1), { status: 'waiting', problem: { code: 'SERVICE_UNAVAILABLE' } });
  t.equal(await f.runOut(), 2_000);
  t.match(f.states.at(-1), { status: 'live', problem: null });
  t.equal(f.opened(), 2, 'what was missed meanwhile can be loaded');
  f.streams[1]?.end();
  await f.turn();
  t.match(f.states.at(-1), { status: 'waiting', problem: { code: 'STREAM_ENDED' } });
  t.equal(f.timers[0]?.ms, 2_000, 'it was live since');
  f.made.stop();
});

t.test('the waits grow to half a minute while it cannot be begun', async (t) => {
  const waits: number[] = [];
  const due: (() => void)[] = [];
  const made = new FrameFollower({
    // biome-ignore lint/correctness/useYield: it never gets that far
    events: async function* () {
      throw new ApiError(null, 'UNREACHABLE', 'The server cannot be reached');
    },
    onOpen: () => undefined,
    onChange: () => undefined,
    after: (ms, callback) => {
      waits.push(ms);
      due.push(callback);
      return () => undefined;
    },
  });
  made.start();
  for (let round = 0; round < 6; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    due.shift()?.();
  }
  t.strictSame(waits.slice(0, 6), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  made.stop();
});

t.test('once stopped it lets go of the stream and tells nothing more', async (t) => {
  const f = follower();
  f.made.start();
  await f.turn();
  f.streams[0]?.push(frameEvent(1));
  await f.turn();
  const before = f.states.length;
  f.made.stop();
  t.ok(f.signals[0]?.aborted);
  await f.turn();
  t.equal(f.timers.length, 0);
  t.equal(f.states.length, before);
});
