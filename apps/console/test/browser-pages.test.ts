// The console in a real browser: signing in, what holds for every page, settings and MQTT clients.
import t from 'tap';
import { closeBrowser, skipped } from './fixtures/console-browser.ts';
import { frameWalk } from './walks/frame-walk.ts';
import { layoutWalk } from './walks/layout-walk.ts';
import { mqttClientsWalk } from './walks/mqtt-clients-walk.ts';
import { settingsWalk } from './walks/settings-walk.ts';
import { signInWalk } from './walks/sign-in-walk.ts';

t.teardown(closeBrowser);
t.test('signing in', { skip: skipped }, signInWalk);
t.test('the frame', { skip: skipped }, frameWalk);
t.test('every page', { skip: skipped }, layoutWalk);
t.test('gateway settings', { skip: skipped }, settingsWalk);
t.test('MQTT clients', { skip: skipped }, mqttClientsWalk);
