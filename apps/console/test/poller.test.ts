import { ApiError } from '@ocpp-broker/api-client';
import t from 'tap';
import { Poller, type PollerHost, type PollState } from '../src/poller.ts';

type Answer = { readonly resolve: (value: string) => void; readonly reject: (error: unknown) => void };

/** A poller whose clock, visibility and answers are in the hands of the test. */
function setUp(everyMs: number | null = 5_000) {
  const answers: Answer[] = [];
  const signals: AbortSignal[] = [];
  const states: PollState<string>[] = [];
  const timers = new Set<() => void>();
  const world = { isHidden: false, now: 1_000 };
  const host: PollerHost = {
    after: (_ms, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    isHidden: () => world.isHidden,
    now: () => world.now,
  };
  const poller = new Poller<string>({
    load: (signal) => {
      signals.push(signal);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    onChange: (state) => states.push(state),
    host,
    everyMs,
    data: null,
  });
  const fire = (): void => {
    const due = [...timers];
    timers.clear();
    for (const callback of due) callback();
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { poller, answers, signals, states, timers, world, fire, settled };
}

t.test('it loads, and again some time after the answer', async (t) => {
  const { poller, answers, states, timers, fire, settled } = setUp();
  poller.refresh();
  t.match(states.at(-1), { isLoading: true, data: null });
  t.equal(timers.size, 0, 'an answer that is awaited sets the next time');
  answers[0]?.resolve('one');
  await settled();
  t.strictSame(states.at(-1), { data: 'one', problem: null, isLoading: false, loadedAt: 1_000 });
  t.equal(timers.size, 1);
  fire();
  t.equal(answers.length, 2);
});

t.test('nothing is asked for while the page is hidden; once it is shown, at once', async (t) => {
  const { poller, answers, timers, world, settled } = setUp();
  poller.refresh();
  answers[0]?.resolve('one');
  await settled();
  world.isHidden = true;
  poller.visibilityChanged();
  t.equal(timers.size, 0);
  world.isHidden = false;
  poller.visibilityChanged();
  t.equal(answers.length, 2);
});

t.test('an answer that comes while the page is hidden sets no next time', async (t) => {
  const { poller, answers, timers, world, settled } = setUp();
  poller.refresh();
  world.isHidden = true;
  poller.visibilityChanged();
  answers[0]?.resolve('one');
  await settled();
  t.equal(timers.size, 0);
});

t.test('a page that is shown while its answer is awaited asks no second time', async (t) => {
  const { poller, answers } = setUp();
  poller.refresh();
  poller.visibilityChanged();
  t.equal(answers.length, 1);
});

t.test('while it is paused only a person’s wish loads', async (t) => {
  const { poller, answers, timers, settled } = setUp();
  poller.setPaused(true);
  poller.refresh();
  answers[0]?.resolve('one');
  await settled();
  t.equal(timers.size, 0);
  poller.visibilityChanged();
  t.equal(answers.length, 1);
  poller.setPaused(false);
  t.equal(timers.size, 1);
});

t.test('after a failed refresh the last data stays, with the problem beside it', async (t) => {
  const { poller, answers, states, timers, settled } = setUp();
  poller.refresh();
  answers[0]?.resolve('one');
  await settled();
  poller.refresh();
  answers[1]?.reject(new ApiError(null, 'UNREACHABLE', 'The server cannot be reached.'));
  await settled();
  t.match(states.at(-1), { data: 'one', isLoading: false, loadedAt: 1_000, problem: { code: 'UNREACHABLE' } });
  t.equal(timers.size, 1, 'it goes on trying');
  poller.refresh();
  answers[2]?.resolve('two');
  await settled();
  t.match(states.at(-1), { data: 'two', problem: null });
});

t.test('one request is out at most: the newest', async (t) => {
  const { poller, answers, signals, states, settled } = setUp();
  poller.refresh();
  poller.refresh();
  t.equal(signals[0]?.aborted, true);
  answers[1]?.resolve('new');
  answers[0]?.resolve('old');
  await settled();
  t.equal(states.at(-1)?.data, 'new');
});

t.test('once stopped it tells nothing and asks for nothing', async (t) => {
  const { poller, answers, signals, states, timers, settled } = setUp();
  poller.refresh();
  poller.stop();
  const told = states.length;
  t.equal(signals[0]?.aborted, true);
  answers[0]?.resolve('late');
  await settled();
  poller.refresh();
  poller.setPaused(false);
  t.equal(states.length, told);
  t.equal(answers.length, 1);
  t.equal(timers.size, 0);
});

t.test('without an interval it loads once', async (t) => {
  const { poller, answers, timers, settled } = setUp(null);
  poller.refresh();
  answers[0]?.resolve('one');
  await settled();
  poller.visibilityChanged();
  t.equal(timers.size, 0);
  t.equal(answers.length, 1);
});
