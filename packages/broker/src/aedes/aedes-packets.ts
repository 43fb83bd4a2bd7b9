import type { ConnectPacket, DisconnectPacket, Will } from '@ocpp-broker/mqtt';
import type { AedesPacket, AedesWill } from './aedes-internals.ts';

/** A packet in the shape in which Aedes takes it from mqtt-packet; these two are all that it is given. */
export function toAedes(packet: ConnectPacket | DisconnectPacket): AedesPacket {
  return packet.kind === 'connect' ? connectToAedes(packet) : disconnectToAedes(packet);
}

function disconnectToAedes({ reasonCode, sessionExpirySeconds }: DisconnectPacket): AedesPacket {
  return {
    cmd: 'disconnect',
    length: 0,
    // Aedes knows two: 0 takes the will away, and 4 does not; nor does any other (MQTT-3.14.4-3).
    reasonCode: reasonCode === 0 ? 0 : 4,
    ...(sessionExpirySeconds === undefined ? {} : { properties: { sessionExpiryInterval: sessionExpirySeconds } }),
  };
}

function connectToAedes(packet: ConnectPacket): AedesPacket {
  const { version, clean, keepaliveSeconds, clientId, username, password, will, sessionExpirySeconds } = packet;
  return {
    cmd: 'connect',
    length: 0,
    protocolVersion: version,
    clean,
    keepalive: keepaliveSeconds,
    clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will === undefined ? {} : { will: willToAedes(will) }),
    properties: sessionExpirySeconds === undefined ? {} : { sessionExpiryInterval: sessionExpirySeconds },
  };
}

function willToAedes(will: Will): AedesWill {
  const { topic, payload, qos, retain, delaySeconds } = will;
  // Aedes reads the delay alone; everything else of MQTT 5 travels in the will as it was decoded.
  return { topic, payload, qos, retain, properties: { willDelayInterval: delaySeconds }, decoded: will };
}
