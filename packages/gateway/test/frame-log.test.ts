import t from 'tap';
import { FrameLog, followersMax, frameTextLengthMax } from '../src/frame-log.ts';
import type { Frame, FrameView } from '../src/frame-view.ts';

const options = { keep: 5, bytesMax: 100_000, idTagsMasked: true };

const frame = (text: string, parts: Partial<Frame> = {}): Frame => ({
  at: 1,
  identity: 'CP1',
  direction: 'upstream',
  type: 2,
  uniqueId: 'u1',
  action: 'DataTransfer',
  errorCode: null,
  text,
  bytes: Buffer.byteLength(text),
  ...parts,
});
const texts = (views: readonly FrameView[]) => views.map(({ text }) => text);

t.test('the last frames of a charge point are shown, oldest first, of those that are wanted the newest', async (t) => {
  const log = new FrameLog(options);
  for (const at of [1, 2, 3, 4, 5, 6]) log.add(frame(`[${at}]`, { at, direction: at % 2 ? 'upstream' : 'downstream' }));
  log.add(frame('[7]', { identity: 'CP2' }));
  t.strictSame(texts(log.recent('CP1')), ['[2]', '[3]', '[4]', '[5]', '[6]']);
  t.strictSame(texts(log.recent('CP1', { limit: 2 })), ['[5]', '[6]']);
  t.strictSame(texts(log.recent('CP1', { limit: 0 })), []);
  t.strictSame(texts(log.recent('CP1', { direction: 'downstream', limit: 2 })), ['[4]', '[6]']);
  t.strictSame(log.recent('CP2'), [{ ...frame('[7]', { identity: 'CP2' }), truncated: false }]);
  t.strictSame(log.recent('CP3'), []);
});

t.test('whoever follows gets the wanted frames from now on, all of them the same one, until they stop', async (t) => {
  const log = new FrameLog({ ...options, keep: 0 });
  const [all, some]: [FrameView[], FrameView[]] = [[], []];
  log.add(frame('[0]'));
  const stop = log.follow({}, (view) => all.push(view));
  const stopSome = log.follow({ identity: 'CP2' }, (view) => some.push(view));
  log.add(frame('[1]'));
  log.add(frame('{"idTag":"x"}', { identity: 'CP2' }));
  stop();
  stop();
  log.add(frame('[3]', { identity: 'CP2' }));
  stopSome();
  log.add(frame('[4]', { identity: 'CP2' }));
  t.strictSame(
    [texts(all), texts(some)],
    [
      ['[1]', '{"idTag":"***"}'],
      ['{"idTag":"***"}', '[3]'],
    ],
  );
  t.equal(all[1], some[0], 'made once');
});

t.test('it is watched while frames are kept or followed', async (t) => {
  const log = new FrameLog({ ...options, keep: 0 });
  t.notOk(log.isWatched);
  const stop = log.follow({}, () => {});
  t.ok(log.isWatched);
  t.strictSame(log.figures(), { frames: 0, bytes: 0, followers: 1 });
  stop();
  t.notOk(log.isWatched);
  log.reconfigure(options);
  t.ok(log.isWatched);
  log.add(frame('[1]'));
  log.reconfigure({ ...options, keep: 0 });
  t.notOk(log.isWatched);
  t.strictSame(log.recent('CP1'), [], 'what was kept is gone');
});

t.test('there is an end to followers', async (t) => {
  const log = new FrameLog(options);
  const stops = Array.from({ length: followersMax }, () => log.follow({}, () => {}));
  t.throws(() => log.follow({}, () => {}), RangeError);
  stops[0]?.();
  t.doesNotThrow(() => log.follow({}, () => {}));
});

t.test(
  'idTags are masked when a frame is shown, so that the setting counts for those that are kept already',
  async (t) => {
    const log = new FrameLog(options);
    log.add(frame('{"idTag":"04A1","password":"x"}'));
    t.strictSame(texts(log.recent('CP1')), ['{"idTag":"***","password":"***"}']);
    log.reconfigure({ ...options, idTagsMasked: false });
    t.strictSame(texts(log.recent('CP1')), ['{"idTag":"04A1","password":"***"}']);
  },
);

t.test('a long text is shown without its end, and says so', async (t) => {
  const log = new FrameLog(options);
  const long = `["${'é'.repeat(5_000)}`;
  log.add(frame(long));
  log.add(frame('x'.repeat(frameTextLengthMax)));
  const [shown, fits] = log.recent('CP1');
  t.match(shown, { truncated: true, bytes: 10_002 });
  t.equal(shown?.text, `${long.slice(0, frameTextLengthMax)}…`);
  t.match(fits, { truncated: false });
  t.equal(fits?.text.length, frameTextLengthMax);
});

t.test('what follows the end may name a secret: then nothing is shown that it may be the name of', async (t) => {
  const log = new FrameLog(options);
  const values = (end: string) => `{"list":[{"value":"1.50"},{"data":"${'x'.repeat(5_000)}"}],${end}}`;
  log.add(frame(values('"key":"AuthorizationKey"')));
  log.add(frame(values('"key":"HeartbeatInterval"')));
  const [secret, harmless] = texts(log.recent('CP1'));
  t.equal(secret, '{"list":[{"value":"***"},{"data":…');
  t.match(harmless, /^\{"list":\[\{"value":"1\.50"\},\{"data":"xxx/);
});

t.test('names as long as a frame are cut, too', async (t) => {
  const log = new FrameLog(options);
  log.add(frame('[]', { action: 'A'.repeat(5_000), errorCode: 'E'.repeat(5_000) }));
  const [shown] = log.recent('CP1');
  t.strictSame([shown?.action?.length, shown?.errorCode?.length, shown?.truncated], [64, 64, false]);
});

t.test('what is kept stays within its bytes', async (t) => {
  const log = new FrameLog({ ...options, keep: 1_000, bytesMax: 65_536 });
  for (let at = 0; at < 1_000; at += 1) log.add(frame(`["${'x'.repeat(500)}"]`, { identity: `CP${at % 50}` }));
  const { bytes, frames } = log.figures();
  t.ok(bytes <= 65_536);
  t.ok(frames > (65_536 * 0.7) / 560 && frames < 65_536 / 504, `${frames} are kept`);
});
