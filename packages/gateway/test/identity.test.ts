import t from 'tap';
import { identityLengthMax, identityOfUrl, isIdentity } from '../src/identity.ts';

const read = (url: string, path = '/ocpp') => identityOfUrl(url, path);
const isWrong = { ok: false, isUnknownPath: false };

t.test('the identity is the segment after the path of the listener', async (t) => {
  t.strictSame(read('/ocpp/CP1'), { ok: true, identity: 'CP1' });
  t.strictSame(read('/ocpp/CP1?x=/a/b#c'), { ok: true, identity: 'CP1' });
  t.strictSame(read('/a/b/CP1', '/a/b'), { ok: true, identity: 'CP1' });
  t.strictSame(read('/CP1', ''), { ok: true, identity: 'CP1' });
});

t.test('it is percent-decoded once, and a plus is a plus', async (t) => {
  t.match(read('/ocpp/A+B'), { identity: 'A+B' });
  t.match(read('/ocpp/A%2BB%2f%23'), { identity: 'A+B/#' });
  t.match(read('/ocpp/A%252FB'), { identity: 'A%2FB' });
  t.match(read('/ocpp/S%C3%A4ule%201'), { identity: 'Säule 1' });
});

t.test('a path without an identity, or with too much, is wrong', async (t) => {
  for (const url of ['/ocpp', '/ocpp/', '/ocpp/?id=CP1', '/ocpp/a/b', '/ocpp/CP1/']) t.match(read(url), isWrong, url);
});

t.test('any other path is unknown', async (t) => {
  for (const url of ['/', '/other/CP1', '/OCPP/CP1', '/ocppx/CP1', '*', ''])
    t.match(read(url), { ok: false, isUnknownPath: true }, url);
});

t.test('a percent sequence that is not hex, or not UTF-8, is wrong', async (t) => {
  for (const segment of ['%', '%4', '%zz', '%ff', '%C3', '%ED%A0%80'])
    t.match(read(`/ocpp/${segment}`), { ...isWrong, problem: /percent/ }, segment);
});

t.test('an identity has at most 48 characters, whatever they take in bytes', async (t) => {
  t.match(read(`/ocpp/${'x'.repeat(identityLengthMax)}`), { ok: true });
  t.match(read(`/ocpp/${'x'.repeat(49)}`), { ...isWrong, problem: /48/ });
  t.match(read(`/ocpp/${encodeURIComponent('🔌'.repeat(48))}`), { ok: true });
  t.match(read(`/ocpp/${encodeURIComponent('🔌'.repeat(49))}`), isWrong);
});

t.test('a colon and control characters are wrong', async (t) => {
  t.match(read('/ocpp/a:b'), { ...isWrong, problem: /colon/ });
  t.match(read('/ocpp/a%3Ab'), { ...isWrong, problem: /colon/ });
  for (const segment of ['%00', 'a%0Ab', 'a%1F', '%7F', '%C2%85'])
    t.match(read(`/ocpp/${segment}`), { ...isWrong, problem: /control/ }, segment);
});

t.test('names of object prototypes are identities like any other', async (t) => {
  for (const identity of ['__proto__', 'constructor', 'toString', '$SYS', '..'])
    t.strictSame(read(`/ocpp/${identity}`), { ok: true, identity });
});

t.test('a name that no charge point can have is told apart', async (t) => {
  for (const name of ['CP1', 'A/B', 'é'.repeat(48), ' ']) t.ok(isIdentity(name), name);
  for (const name of ['', 'a:b', 'a\nb', 'x'.repeat(49), 'a\u0080b']) t.notOk(isIdentity(name), name);
});
