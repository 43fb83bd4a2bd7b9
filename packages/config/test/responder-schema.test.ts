import t from 'tap';
import { linesOf, pathsOf } from './problems.ts';

const responder = (settings: unknown) => ({ gateway: { ocpp: { responder: settings } } });
const path = 'gateway.ocpp.responder';

t.test('its heartbeat interval is in whole seconds, as BootNotification tells it', async (t) => {
  for (const good of ['1s', '90s', '5m', '1d']) t.strictSame(pathsOf(responder({ heartbeat_interval: good })), []);
  for (const bad of ['1500ms', '2000ms', '0s', '25h', '']) {
    t.strictSame(linesOf(responder({ heartbeat_interval: bad })), [
      `${path}.heartbeat_interval: must be a duration of whole seconds such as 60s or 5m, from 1s to 1d`,
    ]);
  }
});

t.test('it may answer at once, and waits an hour at most', async (t) => {
  for (const good of ['0s', '100ms', '59s']) t.strictSame(pathsOf(responder({ enable: true, after: good })), []);
  for (const bad of ['99ms', '61m']) t.strictSame(pathsOf(responder({ after: bad })), [`${path}.after`]);
});

t.test('a list of idTags has a thousand different texts at most', async (t) => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index}`);
  t.strictSame(pathsOf(responder({ authorize: 'list', id_tags: ['x'.repeat(255), ...tags(999)] })), []);
  t.strictSame(linesOf(responder({ id_tags: tags(1001) })), [
    `${path}.id_tags: must be a list of up to 1000 different idTags`,
  ]);
  t.strictSame(pathsOf(responder({ id_tags: ['a', 'a'] })), [`${path}.id_tags`]);
});

t.test('the message about a wrong idTag does not show it', async (t) => {
  t.strictSame(linesOf(responder({ id_tags: ['ok', 4123, '', 'x'.repeat(256), 'a\nb'] })), [
    `${path}.id_tags.1: must be an idTag of 1 to 255 characters, as text`,
    `${path}.id_tags.2: must be an idTag of 1 to 255 characters, as text`,
    `${path}.id_tags.3: must be an idTag of 1 to 255 characters, as text`,
    `${path}.id_tags.4: must be an idTag of 1 to 255 characters, as text`,
  ]);
});

t.test('it accepts all tags or those of the list', async (t) => {
  t.strictSame(linesOf(responder({ authorize: 'none' })), [`${path}.authorize: must be accept_all or list`]);
});
