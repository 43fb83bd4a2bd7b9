// One CALL of a charge point and its CALLRESULT, carried by the protocol room alone, or by nothing but JSON.

import { chanceOf } from './soak/chance.ts';
import { answerTo, type Subprotocol, someCall } from './soak/messages.ts';

/** What is said, and what is answered. */
export type Exchange = { readonly action: string; readonly payload: string; readonly answer: string };

/** How a session treats payloads. */
export type ValidationWay = 'checked' | 'unchecked';

type Output = { readonly kind: string };
type Session = {
  receiveFrame(text: string, now: number): readonly Output[];
  receiveDownstream(message: object, now: number): readonly Output[];
};

/** As much of the protocol room as is needed. */
export type Ocpp = {
  readonly Session: new (parts: object, now: number) => Session;
  readonly PayloadValidator: new (parts: object) => object;
  readonly unregistered: object;
};

/** What a session is made of. */
export type SessionTerms = {
  readonly version: string;
  readonly documents: readonly { readonly $id: string }[];
  readonly way: ValidationWay;
};

/** As many as make a fair mix; they come again and again. */
const mixSize = 1_000;

/** What charge points say, in the mix in which they say it. */
export function makeExchanges(version: Subprotocol): readonly Exchange[] {
  const chance = chanceOf(1);
  return Array.from({ length: mixSize }, () => {
    let wording = someCall(version, chance);
    while (!wording.isGood) wording = someCall(version, chance);
    const { action, payload } = wording;
    return { action, payload, answer: answerTo(version, action) };
  });
}

/** Carries exchanges through one session; throws an Error when one does not come through. */
export function sessionExchange(ocpp: Ocpp, { version, documents, way }: SessionTerms) {
  const prefix = documents.find(({ $id }) => $id.endsWith('HeartbeatRequest'))?.$id.replace('HeartbeatRequest', '');
  const mode = way === 'checked' ? 'reject' : 'off';
  const session = new ocpp.Session(
    {
      version,
      options: {
        ...{ idleTimeoutMs: 30_000, defaultHeartbeatIntervalMs: 60_000, heartbeatBackoff: 1 },
        checking: { upstream: mode, downstream: mode, actions: new Map() },
        ...{ strictCallOrder: true, callTimeoutMs: 30_000, callTimeoutsMs: new Map() },
        ...{ replyTimeoutMs: 60_000, retryWindowMs: 60_000, callQueueMax: 100, bootGate: false, responder: undefined },
      },
      validator: new ocpp.PayloadValidator({ version, documents, idPrefix: prefix, idPrefixOfShipped: prefix }),
      registration: ocpp.unregistered,
    },
    0,
  );
  return ({ action, payload, answer }: Exchange, now: number): void => {
    const uniqueId = String(now);
    const up = session.receiveFrame(`[2,"${uniqueId}","${action}",${payload}]`, now);
    const message = { kind: 'CallResult', uniqueId, payload: JSON.parse(answer) as unknown, payloadText: answer };
    const down = session.receiveDownstream(message, now);
    if (!up.some(({ kind }) => kind === 'publish') || !down.some(({ kind }) => kind === 'transmit')) {
      throw new Error(`${action} did not come through: ${JSON.stringify([up, down])}`);
    }
  };
}

/** The least that carries an exchange: both texts parsed and printed once. */
export function floorExchange({ action, payload, answer }: Exchange, number: number): void {
  const frame = `[2,"${number}","${action}",${payload}]`;
  const [type, id, name, parsed] = JSON.parse(frame) as readonly [number, string, string, unknown];
  const up = JSON.stringify({ MessageTypeId: type, UniqueId: id, Action: name, Payload: parsed });
  const down = JSON.stringify([3, id, JSON.parse(answer)]);
  if (up.length < payload.length || down.length < answer.length) throw new Error(`${action} did not come through`);
}
