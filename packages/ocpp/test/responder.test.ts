import t from 'tap';
import type { OcppVersion, Payload, ResponderOptions } from '../src/index.ts';
import { responderAnswer } from '../src/responder.ts';
import { validators } from './opened-session.ts';

const all: ResponderOptions = { afterMs: 1_000, heartbeatIntervalS: 300, idTags: undefined };
const listed: ResponderOptions = { ...all, idTags: new Set(['TAG1', 'Tag2']) };
const now = Date.parse('2026-01-01T00:00:00Z');
const tag = (idTag: unknown) => ({ idTag });
const token = (idToken: unknown) => ({ idToken: { idToken, type: 'ISO14443' } });

t.test('a boot is accepted with the interval and the time', async (t) => {
  t.strictSame(responderAnswer('BootNotification', {}, all, now), {
    currentTime: '2026-01-01T00:00:00.000Z',
    interval: 300,
    status: 'Accepted',
  });
});

t.test('a heartbeat gets the time, a status gets an empty answer', async (t) => {
  t.strictSame(responderAnswer('Heartbeat', {}, all, now), { currentTime: '2026-01-01T00:00:00.000Z' });
  t.strictSame(responderAnswer('StatusNotification', {}, all, now), {});
});

t.test('without a list every tag is accepted, with one the listed ones, whatever their case', async (t) => {
  const said = (payload: Payload, options: ResponderOptions) => responderAnswer('Authorize', payload, options, now);
  t.strictSame(said(tag('anything'), all), { idTagInfo: { status: 'Accepted' } });
  t.strictSame(said(token('anything'), all), { idTokenInfo: { status: 'Accepted' } });
  for (const each of ['TAG1', 'tag1', 'tAG2']) {
    t.strictSame(said(tag(each), listed), { idTagInfo: { status: 'Accepted' } }, each);
    t.strictSame(said(token(each), listed), { idTokenInfo: { status: 'Accepted' } }, each);
  }
  for (const each of ['TAG3', 'TAG', 'TAG11', '', '__proto__']) {
    t.strictSame(said(tag(each), listed), { idTagInfo: { status: 'Invalid' } }, each);
    t.strictSame(said(token(each), listed), { idTokenInfo: { status: 'Invalid' } }, each);
  }
});

t.test('an Authorize that names no tag, and every other action, is left to a CSMS', async (t) => {
  for (const payload of [{}, tag(7), token(undefined), { idToken: 'TAG1' }, { idToken: null }])
    t.equal(responderAnswer('Authorize', payload, all, now), undefined, JSON.stringify(payload));
  for (const action of [
    'StartTransaction',
    'TransactionEvent',
    'DataTransfer',
    'heartbeat',
    '__proto__',
    'constructor',
  ])
    t.equal(responderAnswer(action, {}, all, now), undefined, action);
});

t.test('what it says keeps the schemas of the version', async (t) => {
  const check = (version: OcppVersion, action: string, payload: Payload) =>
    validators[version].checkPayload(action, 'Response', responderAnswer(action, payload, listed, now) ?? { none: 1 });
  for (const action of ['BootNotification', 'Heartbeat', 'StatusNotification'])
    for (const version of ['1.6', '2.0.1', '2.1'] as const) t.equal(check(version, action, {}), undefined, action);
  for (const each of ['TAG1', 'TAG3']) {
    t.equal(check('1.6', 'Authorize', tag(each)), undefined);
    t.equal(check('2.0.1', 'Authorize', token(each)), undefined);
    t.equal(check('2.1', 'Authorize', token(each)), undefined);
  }
});
