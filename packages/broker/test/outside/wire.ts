// Bytes of MQTT for tests: what is legal, and what is not. Nothing is checked here, on purpose.

/** The versions by their number in CONNECT: 3 is MQTT 3.1, 4 is 3.1.1. */
export type Version = 3 | 4 | 5;

/** Values of MQTT 5 properties by name; a list of numbers is the property as often as it has numbers. */
export type Properties = Readonly<
  Partial<Record<PropertyName, number | string | Buffer | readonly number[] | readonly (readonly [string, string])[]>>
>;

export type PropertyName = keyof typeof propertyTable;

/** Identifier and type of every property (MQTT 5 §2.2.2.2). */
export const propertyTable = {
  payloadFormatIndicator: [0x01, 'byte'],
  messageExpiryInterval: [0x02, 'four'],
  contentType: [0x03, 'text'],
  responseTopic: [0x08, 'text'],
  correlationData: [0x09, 'binary'],
  subscriptionIdentifier: [0x0b, 'variable'],
  sessionExpiryInterval: [0x11, 'four'],
  assignedClientIdentifier: [0x12, 'text'],
  serverKeepAlive: [0x13, 'two'],
  authenticationMethod: [0x15, 'text'],
  authenticationData: [0x16, 'binary'],
  requestProblemInformation: [0x17, 'byte'],
  willDelayInterval: [0x18, 'four'],
  requestResponseInformation: [0x19, 'byte'],
  responseInformation: [0x1a, 'text'],
  serverReference: [0x1c, 'text'],
  reasonString: [0x1f, 'text'],
  receiveMaximum: [0x21, 'two'],
  topicAliasMaximum: [0x22, 'two'],
  topicAlias: [0x23, 'two'],
  maximumQoS: [0x24, 'byte'],
  retainAvailable: [0x25, 'byte'],
  userProperty: [0x26, 'pair'],
  maximumPacketSize: [0x27, 'four'],
  wildcardSubscriptionAvailable: [0x28, 'byte'],
  subscriptionIdentifierAvailable: [0x29, 'byte'],
  sharedSubscriptionAvailable: [0x2a, 'byte'],
} as const;

/** First byte of a packet without flags (MQTT 3.1.1 §2.2.1). */
export const first = {
  connect: 0x10,
  connack: 0x20,
  publish: 0x30,
  puback: 0x40,
  pubrec: 0x50,
  pubrel: 0x62,
  pubcomp: 0x70,
  subscribe: 0x82,
  suback: 0x90,
  unsubscribe: 0xa2,
  unsuback: 0xb0,
  pingreq: 0xc0,
  pingresp: 0xd0,
  disconnect: 0xe0,
  auth: 0xf0,
} as const;

export const byte = (...values: number[]): Buffer => Buffer.from(values);
export const two = (value: number): Buffer => byte((value >> 8) & 0xff, value & 0xff);
export const four = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A string or bytes with their length before them (§1.5.3). */
export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([two(bytes.length), bytes]);
}

/** A variable byte integer (§2.2.3). */
export function variable(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) + (rest > 127 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

/** A packet of these parts, with its length. */
export function packet(firstByte: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([byte(firstByte), variable(body.length), body]);
}

/** Properties with their length before them. */
export function encodeProperties(properties: Properties = {}): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const [id, type] = propertyTable[name as PropertyName];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) parts.push(byte(id), encodeValue(type, one));
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([variable(body.length), body]);
}

function encodeValue(type: (typeof propertyTable)[PropertyName][1], value: unknown): Buffer {
  switch (type) {
    case 'byte':
      return byte(value as number);
    case 'two':
      return two(value as number);
    case 'four':
      return four(value as number);
    case 'variable':
      return variable(value as number);
    case 'text':
    case 'binary':
      return text(value as string | Buffer);
    case 'pair':
      return Buffer.concat((value as readonly [string, string]).map(text));
  }
}

export type WillParts = {
  readonly topic: string | Buffer;
  readonly payload?: string | Buffer;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly properties?: Properties;
};

export type ConnectParts = {
  readonly version: Version;
  readonly clientId?: string | Buffer;
  readonly clean?: boolean;
  readonly keepalive?: number;
  readonly username?: string | Buffer | undefined;
  readonly password?: string | Buffer | undefined;
  readonly will?: WillParts | undefined;
  readonly properties?: Properties;
  /** In the place of what the other parts ask for. */
  readonly name?: string | Buffer;
  readonly level?: number;
  readonly flags?: number;
  readonly firstByte?: number;
  /** Behind the last field. */
  readonly tail?: Buffer;
};

/** CONNECT (§3.1). */
export function connect(parts: ConnectParts): Buffer {
  const { version, clientId = '', clean = true, keepalive = 0, username, password, will, tail } = parts;
  const willFlags = will === undefined ? 0 : 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0);
  const loginFlags = (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const ifFive = (properties?: Properties) => (version === 5 ? [encodeProperties(properties)] : []);
  return packet(
    parts.firstByte ?? first.connect,
    text(parts.name ?? (version === 3 ? 'MQIsdp' : 'MQTT')),
    byte(parts.level ?? version, parts.flags ?? (clean ? 2 : 0) | willFlags | loginFlags),
    two(keepalive),
    ...ifFive(parts.properties),
    text(clientId),
    ...(will === undefined ? [] : [...ifFive(will.properties), text(will.topic), text(will.payload ?? 'gone')]),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
    ...(tail === undefined ? [] : [tail]),
  );
}

export type PublishParts = {
  readonly topic: string | Buffer;
  readonly payload?: string | Buffer;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
  readonly id?: number;
  readonly properties?: Properties;
};

/** PUBLISH (§3.3). */
export function publish(version: Version, parts: PublishParts): Buffer {
  const { topic, payload = '', qos = 0, retain = false, dup = false, id = 0 } = parts;
  return packet(
    first.publish | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0),
    text(topic),
    ...(qos === 0 ? [] : [two(id)]),
    ...(version === 5 ? [encodeProperties(parts.properties)] : []),
    Buffer.from(payload as string),
  );
}

/** One line of SUBSCRIBE; `options` is the byte behind the filter (MQTT 5 §3.8.3.1), before MQTT 5 the QoS. */
export type Line = { readonly filter: string | Buffer; readonly options?: number };

/** SUBSCRIBE (§3.8). */
export function subscribe(version: Version, id: number, lines: readonly Line[], properties?: Properties): Buffer {
  const head = [two(id), ...(version === 5 ? [encodeProperties(properties)] : [])];
  return packet(first.subscribe, ...head, ...lines.flatMap(({ filter, options = 0 }) => [text(filter), byte(options)]));
}

/** UNSUBSCRIBE (§3.10). */
export function unsubscribe(version: Version, id: number, filters: readonly (string | Buffer)[]): Buffer {
  return packet(first.unsubscribe, two(id), ...(version === 5 ? [encodeProperties()] : []), ...filters.map(text));
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP (§3.4 to §3.7). */
export function acknowledge(kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', id: number, reasonCode = 0): Buffer {
  return packet(first[kind], two(id), ...(reasonCode === 0 ? [] : [byte(reasonCode)]));
}

export const pingreq: Buffer = packet(first.pingreq);

/** DISCONNECT (§3.14); before MQTT 5 it has neither a reason nor properties. */
export function disconnect(reasonCode?: number, properties?: Properties): Buffer {
  if (reasonCode === undefined) return packet(first.disconnect);
  return packet(first.disconnect, byte(reasonCode), encodeProperties(properties));
}
