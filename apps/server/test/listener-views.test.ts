import t from 'tap';
import { followSettings } from '../src/follow-settings.ts';
import { mqttListenerViews, ocppListenerViews } from '../src/listener-views.ts';
import { openListeners } from '../src/open-listeners.ts';
import { openRooms } from './fixtures/rooms.ts';

const free = { bind: '127.0.0.1:0' };

t.test(
  'every listener of the settings is shown: with its port when it is open, with its setting when not',
  async (t) => {
    const off = { enable: false, bind: '127.0.0.1:1' };
    const rooms = await openRooms(t, {
      api: free,
      mqtt: { listeners: { tcp: { default: free, off }, ws: { default: null } } },
      gateway: { ocpp: { listeners: { ws: { default: free, off: { ...off, bind: '[::1]:2' } } } } },
    });
    followSettings(rooms);
    const { mqtt, ocpp } = await openListeners(rooms.settings.current, rooms.listeners, rooms.api);
    t.match(mqttListenerViews(rooms.settings.current, rooms.broker), [
      { type: 'tcp', name: 'default', running: true, currentConnections: 0, bind: `127.0.0.1:${mqtt[0]?.port}` },
      {
        type: 'tcp',
        name: 'off',
        running: false,
        currentConnections: 0,
        bind: '127.0.0.1:1',
        settings: { enable: false },
      },
    ]);
    t.match(ocppListenerViews(rooms.settings.current, rooms.gateway), [
      {
        type: 'ws',
        name: 'default',
        running: true,
        bind: `127.0.0.1:${ocpp[0]?.port}`,
        settings: { enable_authn: true },
      },
      { type: 'ws', name: 'off', running: false, bind: '[::1]:2' },
    ]);
  },
);
