import { Socket } from 'node:net';
import t from 'tap';
import { gone, ListenerRig, listenerOf } from './listener-rig.ts';

for (const type of ['tcp', 'tls'] as const) {
  t.test(`${type}: every accepted socket is sent from without delay`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const calls = t.capture(Socket.prototype, 'setNoDelay', Socket.prototype.setNoDelay);
    const socket = await rig.connect(port);
    if (type === 'tls') await rig.secure(socket);
    const { carrier } = await rig.acceptedAt(0);
    // The client sets its own end as well; ours is the one whose peer is the client.
    const ours = calls().filter(({ receiver }) => (receiver as Socket).remotePort === carrier.remotePort);
    t.ok(ours.some(({ args }) => args[0] === true));
  });

  t.test(`${type}: a listener hands on what it accepts, also when the broker has no room for it`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    rig.hasRoom = false;
    const socket = await rig.connect(port);
    if (type === 'tls') await rig.secure(socket).catch(() => undefined);
    await gone(socket);
    t.strictSame(rig.reasons, [], 'the broker counts these itself');
  });
}
