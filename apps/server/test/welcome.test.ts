import t from 'tap';
import { boxed, nextSteps, passwordBox, urlOf } from '../src/welcome.ts';

t.test('a box goes around all lines, however long', async (t) => {
  const lines = boxed(['short', 'a longer line', '']).split('\n');
  t.equal(lines.pop(), '', 'what follows begins on a line of its own');
  t.strictSame(new Set(lines.map((line) => line.length)).size, 1, 'the right edge is straight');
  t.match(lines[0], /^╔═+╗$/);
  t.match(lines.at(-1), /^╚═+╝$/);
  t.equal(lines.length, 5);
});

t.test('the password box shows user and password on lines of their own, to be copied whole', async (t) => {
  const box = passwordBox('admin', 's3cret-value');
  t.match(box, /^║ +user +admin +║$/m);
  t.match(box, /^║ +password +s3cret-value +║$/m);
  t.match(box, /only this once/);
});

t.test('a URL can be typed on this machine, wherever the listener is bound', async (t) => {
  t.equal(urlOf('mqtt', '127.0.0.1', 1883), 'mqtt://127.0.0.1:1883');
  t.equal(urlOf('ws', '0.0.0.0', 33033, '/ocpp'), 'ws://localhost:33033/ocpp');
  t.equal(urlOf('http', '::', 18083), 'http://localhost:18083');
  t.equal(urlOf('http', '', 18083), 'http://localhost:18083');
  t.equal(urlOf('mqtts', '::1', 8883), 'mqtts://[::1]:8883');
  t.equal(urlOf('ws', 'broker.example', 8083, '/mqtt'), 'ws://broker.example:8083/mqtt');
});

const all = {
  apiUrl: 'http://localhost:18083',
  chargePointUrl: 'ws://localhost:33033/ocpp',
  mqttUrl: 'mqtt://localhost:1883',
  mountpoint: 'ocpp/',
};

t.test('the next steps say where to sign in, what to subscribe to, and where a charge point connects', async (t) => {
  const steps = nextSteps(all).join('\n');
  t.match(steps, 'http://localhost:18083/api-docs');
  t.match(steps, 'subscribe to ocpp/# on mqtt://localhost:1883');
  t.match(steps, 'ws://localhost:33033/ocpp/<identity>, subprotocol ocpp1.6');
});

t.test('a step whose listener is switched off is left out', async (t) => {
  t.equal(nextSteps({ ...all, chargePointUrl: undefined, mqttUrl: undefined }).length, 1);
});

t.test('the filter to subscribe to covers every topic under the mountpoint', async (t) => {
  const filters = { '': '#', 'fleet/ocpp/': 'fleet/ocpp/#', 'a/b': 'a/#', ocpp: '#', 'x/${cid}/': 'x/#' };
  for (const [mountpoint, filter] of Object.entries(filters)) {
    t.match(nextSteps({ ...all, mountpoint }).join('\n'), `subscribe to ${filter} on`, mountpoint);
  }
});
