import type { MqttVersion, UserProperties } from '../message.ts';
import { beginPacket } from './byte-writer.ts';
import { PropertyWriter } from './property-writer.ts';
import { returnCodeOf } from './reason-code.ts';

/** What MQTT 5 lets a server say in CONNACK (§3.2.2.3); what is left out has the standard's default. */
export type ConnackProperties = {
  readonly sessionExpirySeconds?: number | undefined;
  readonly receiveMaximum?: number | undefined;
  readonly maximumQos?: 0 | 1 | undefined;
  readonly retainAvailable?: boolean | undefined;
  readonly maximumPacketBytes?: number | undefined;
  readonly assignedClientId?: string | undefined;
  readonly topicAliasMaximum?: number | undefined;
  readonly reasonString?: string | undefined;
  readonly userProperties?: UserProperties | undefined;
  readonly wildcardSubscriptionAvailable?: boolean | undefined;
  readonly subscriptionIdentifiersAvailable?: boolean | undefined;
  readonly sharedSubscriptionAvailable?: boolean | undefined;
  readonly serverKeepaliveSeconds?: number | undefined;
  readonly responseInformation?: string | undefined;
  readonly serverReference?: string | undefined;
  readonly authenticationMethod?: string | undefined;
  readonly authenticationData?: Buffer | undefined;
};

/** `reasonCode` is MQTT 5's for every version: it becomes the return code that MQTT 3 has for it, 3 where it has none. */
export type Connack = {
  readonly version: MqttVersion;
  readonly sessionPresent: boolean;
  readonly reasonCode: number;
  readonly properties?: ConnackProperties | undefined;
};

/** A CONNACK (§3.2). MQTT 3.1 has no session-present flag, and no refusal has it [MQTT-3.2.2-4, of MQTT 5 3.2.2-6]. */
export function encodeConnack({ version, sessionPresent, reasonCode, properties }: Connack): Buffer {
  const flags = sessionPresent && reasonCode === 0 && version !== 3 ? 1 : 0;
  if (version !== 5) return Buffer.of(0x20, 2, flags, returnCodeOf(reasonCode) ?? 3);
  const propertyBytes = encodeProperties(properties ?? {});
  const [bytes, at] = beginPacket(0x20, 2 + propertyBytes.length);
  bytes[at] = flags;
  bytes[at + 1] = reasonCode;
  propertyBytes.copy(bytes, at + 2);
  return bytes;
}

function encodeProperties(properties: ConnackProperties): Buffer {
  return new PropertyWriter()
    .uint32(0x11, properties.sessionExpirySeconds)
    .uint16(0x21, properties.receiveMaximum)
    .byte(0x24, properties.maximumQos)
    .byte(0x25, properties.retainAvailable)
    .uint32(0x27, properties.maximumPacketBytes)
    .string(0x12, properties.assignedClientId)
    .uint16(0x22, properties.topicAliasMaximum)
    .reasonString(properties.reasonString)
    .userProperties(properties.userProperties)
    .byte(0x28, properties.wildcardSubscriptionAvailable)
    .byte(0x29, properties.subscriptionIdentifiersAvailable)
    .byte(0x2a, properties.sharedSubscriptionAvailable)
    .uint16(0x13, properties.serverKeepaliveSeconds)
    .string(0x1a, properties.responseInformation)
    .string(0x1c, properties.serverReference)
    .string(0x15, properties.authenticationMethod)
    .binary(0x16, properties.authenticationData)
    .end();
}
