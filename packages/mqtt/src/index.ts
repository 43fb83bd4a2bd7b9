export {
  type DurableQueue,
  Outbox,
  type OutboxDropReason,
  type OutboxOptions,
  type OutboxWire,
  type StoredDelivery,
} from './exchange/outbox.ts';
export { PacketIds, packetIdMax } from './exchange/packet-ids.ts';
export type {
  Delivery,
  Message,
  MessageProperties,
  MqttVersion,
  QoS,
  SubscriptionOptions,
  UserProperties,
} from './message.ts';
export { liveDelivery, retainedDelivery } from './routing/delivery.ts';
export { FilterTree } from './routing/filter-tree.ts';
export { mergeRecipients, type Recipient, type Routing, recipientOf, type Wish, wishOf } from './routing/routing.ts';
export { type Ability, SharedGroup, type SharedMember } from './routing/shared-group.ts';
export { cachedRoutingBytesMax, SubscriptionTree } from './routing/subscription-tree.ts';
export {
  filterCovers,
  filtersOverlap,
  hasWildcard,
  isHiddenFrom,
  isSubscriptionFilter,
  isTopicFilter,
  isTopicName,
  parseShared,
  type SharedFilter,
  topicMatches,
} from './routing/topic-filter.ts';
export {
  encodeDisconnect,
  encodePingresp,
  encodePuback,
  encodePubcomp,
  encodePubrec,
  encodePubrel,
  encodeSuback,
  encodeUnsuback,
} from './wire/answer-encoder.ts';
export { type Connack, type ConnackProperties, encodeConnack } from './wire/connack-encoder.ts';
export { type Frame, FrameScanner } from './wire/frame-scanner.ts';
export type {
  AcknowledgePacket,
  AuthPacket,
  ClientPacket,
  ConnectPacket,
  DisconnectPacket,
  MalformedPacket,
  PingPacket,
  PublishPacket,
  RequestedSubscription,
  SubscribePacket,
  UnsubscribePacket,
  Will,
} from './wire/packet.ts';
export { decodePacket } from './wire/packet-decoder.ts';
export { encodePublish, PublishEncoder, type PublishEncoding, publishBytes } from './wire/publish-encoder.ts';
export { type ReturnCode, reasonCode, returnCodeOf } from './wire/reason-code.ts';
export { standardTopicLimits, type TopicLimits } from './wire/topic-fault.ts';
