import t from 'tap';
import { everyObserver, type PartialObserver } from '../src/observers.ts';

t.test('each is told what it wants to know, in their order', async (t) => {
  const heard: unknown[] = [];
  const listening = (name: string): PartialObserver => ({
    published: (latencyMs) => void heard.push([name, 'published', latencyMs]),
  });
  const handshakes: PartialObserver = { handshake: (...facts) => void heard.push(facts) };
  const observer = everyObserver([listening('one'), handshakes, listening('two'), {}]);
  observer.published(7);
  observer.handshake('accepted', '1.6');
  t.strictSame(heard, [
    ['one', 'published', 7],
    ['two', 'published', 7],
    ['accepted', '1.6'],
  ]);
});

t.test('what nobody wants to know is told nobody', async (t) => {
  const observer = everyObserver([]);
  t.doesNotThrow(() => {
    observer.frame('upstream', 2, 'Reset', 7);
    observer.reported('silent', 'upstream', null);
    observer.callEnded('api', 'Reset', 'result', 1);
  });
});
