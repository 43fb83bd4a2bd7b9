// `node ocpp-rpc-gateway-main.js <port of the broker> <qos> <file of charge points>`: ocpp-rpc in front of an MQTT broker, with logins
// and its strict mode. What ocpp-rpc leaves to its user and ocpp-broker does besides is left out: a limit to the wait for the CSMS,
// metrics, anything that outlives the process.

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createRPCError, type IHandlersOption, type RPCClient, RPCServer } from 'ocpp-rpc';
import { connectCsms } from './gateway-csms.ts';

type Answer = Record<string, unknown>;
type Unanswered = { readonly resolve: (payload: Answer) => void; readonly reject: (error: Error) => void };
type ChargePoint = { readonly client: RPCClient; readonly unanswered: Map<string, Unanswered> };
/** What a failed CALL carries in ocpp-rpc. */
type RpcError = Error & { readonly rpcErrorCode?: string; readonly details?: unknown };

const [mqttPort, qosText, accountsFile = ''] = process.argv.slice(2);
const accounts = new Map(JSON.parse(readFileSync(accountsFile, 'utf8')) as readonly (readonly [string, string])[]);
const chargePoints = new Map<string, ChargePoint>();

const csms = await connectCsms(Number(mqttPort), qosText === '1' ? 1 : 0, (identity, envelope) => {
  const chargePoint = chargePoints.get(identity);
  if (chargePoint === undefined) return;
  const { MessageTypeId, UniqueId, Action = '', Payload } = envelope;
  if (MessageTypeId === 2) {
    command(identity, chargePoint, UniqueId, Action, Payload);
    return;
  }
  const call = chargePoint.unanswered.get(UniqueId);
  chargePoint.unanswered.delete(UniqueId);
  if (MessageTypeId === 3) call?.resolve(Payload as Answer);
  else {
    const { ErrorCode = '', ErrorDescription, ErrorDetails } = envelope;
    call?.reject(createRPCError(ErrorCode, ErrorDescription, Object(ErrorDetails)) as Error);
  }
});

function command(identity: string, { client }: ChargePoint, id: string, action: string, payload: unknown): void {
  const topic = `ocpp/cp/${identity}/Reply`;
  client.call(action, payload).then(
    (answer) => csms.publish(topic, { MessageTypeId: 3, UniqueId: id, Payload: answer }),
    ({ rpcErrorCode = 'GenericError', message, details = {} }: RpcError) =>
      csms.publish(topic, {
        ...{ MessageTypeId: 4, UniqueId: id, ErrorCode: rpcErrorCode },
        ...{ ErrorDescription: message, ErrorDetails: details },
      }),
  );
}

const server = new RPCServer({ protocols: ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'], strictMode: true });

server.auth((accept, reject, { identity, password }) => {
  const known = Buffer.from(accounts.get(identity) ?? '', 'hex');
  const shown = createHash('sha256')
    .update((password as Buffer | undefined) ?? '')
    .digest();
  if (known.length === shown.length && timingSafeEqual(known, shown)) accept();
  else reject(401, 'Unauthorized');
});

server.on('client', (client: RPCClient) => {
  const identity = client.identity ?? '';
  const topic = `ocpp/cp/${identity}`;
  const unanswered = new Map<string, Unanswered>();
  const chargePoint = { client, unanswered };
  chargePoints.set(identity, chargePoint);
  client.on('close', () => {
    if (chargePoints.get(identity) === chargePoint) chargePoints.delete(identity);
  });
  client.handle(({ messageId = '', method = '', params }: IHandlersOption) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    unanswered.set(messageId, { resolve, reject });
    csms.publish(topic, { MessageTypeId: 2, UniqueId: messageId, Action: method, Payload: params });
    return promise;
  });
});

const http = await server.listen(0, '127.0.0.1');
process.stdout.write(`ocpp ${(http.address() as AddressInfo).port}\n`);
// Ending by itself, and not by the signal, lets the profiler write what it has.
process.once('SIGTERM', () => process.exit(0));
