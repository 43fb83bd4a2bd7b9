import fc from 'fast-check';
import t from 'tap';
import { World } from './outbox-world.ts';

/** Something that the client, a publisher, the network or the process does. */
class Step implements fc.Command<object, World> {
  readonly #text: string;
  readonly #run: (world: World) => void;
  readonly #mayRun: (world: World) => boolean;

  constructor(text: string, run: (world: World) => void, mayRun: (world: World) => boolean = () => true) {
    this.#text = text;
    this.#run = run;
    this.#mayRun = mayRun;
  }

  check(): boolean {
    return true;
  }

  run(_: object, world: World): void {
    if (this.#mayRun(world)) this.#run(world);
  }

  toString(): string {
    return this.#text;
  }
}

const isConnected = (world: World) => world.isConnected;
const small = fc.integer({ min: 1, max: 6 });

const steps: fc.Arbitrary<Step>[] = [
  fc.constantFrom(1 as const, 2 as const).map((qos) => new Step(`send ${qos}`, (world) => world.send(qos))),
  fc.constantFrom(1 as const, 2 as const).map((qos) => new Step(`send ${qos} too`, (world) => world.send(qos))),
  fc.constant(new Step('commit', (world) => world.commit())),
  small.map((count) => new Step(`receive ${count}`, (world) => world.receive(count), isConnected)),
  fc.tuple(fc.nat(5), fc.integer({ min: 0, max: 7 })).map(
    ([at, chance]) =>
      new Step(
        `answer ${at}${chance === 0 ? ' refused' : ''}`,
        (world) => world.answer(at, chance === 0),
        (world) => world.isConnected && world.answers > 0,
      ),
  ),
  fc
    .record({ kind: fc.constantFrom('puback', 'pubrec', 'pubcomp'), messageId: small })
    .map((answer) => new Step(`wrong ${answer.kind}`, (world) => world.answerWrongly(answer), isConnected)),
  fc.boolean().map((isOpen) => new Step(`open ${isOpen}`, (world) => world.setOpen(isOpen))),
  fc.boolean().map(
    (isStrict) =>
      new Step(`strict ${isStrict}`, (world) => {
        world.isStrict = isStrict;
      }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2, 3, 65_534)).map(
    ([inflightMax, waitingMax, first]) =>
      new Step(
        `connect ${inflightMax} ${waitingMax} ${first}`,
        (world) => world.connect(inflightMax, waitingMax, first),
        (world) => !world.isConnected,
      ),
  ),
  fc.constant(new Step('disconnect', (world) => world.disconnect(), isConnected)),
];

/** Most steps lead on; the connection is lost now and then. */
const weights = [4, 4, 4, 5, 8, 1, 1, 1, 4, 1];

function commands(more: readonly fc.Arbitrary<Step>[]): fc.Arbitrary<Iterable<fc.Command<object, World>>> {
  const weighted = steps.flatMap((step, at) => Array.from({ length: weights[at] ?? 1 }, () => step));
  return fc.commands([...weighted, ...more], { maxCommands: 120, size: 'max' });
}

function check(isDurable: boolean, all: fc.Arbitrary<Iterable<fc.Command<object, World>>>, numRuns: number): void {
  fc.assert(
    fc.property(all, (some) => {
      const world = new World(isDurable);
      world.connect(2, 2, 1);
      fc.modelRun(() => ({ model: {}, real: world }), some);
      world.finish();
    }),
    { numRuns },
  );
}

t.test('without a durable queue: window, order, each message once, and close returns what was not got', async () => {
  check(false, commands([]), 600);
});

t.test('with a durable queue: QoS 1 at least once, QoS 2 exactly once, over lost connections', async () => {
  check(true, commands([]), 600);
});

t.test('the same when the process is killed at any moment', async () => {
  check(true, commands([fc.constant(new Step('crash', (world) => world.crash()))]), 600);
});
