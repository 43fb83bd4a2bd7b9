// The load of the benchmark "command": the CSMS asks, over MQTT or over HTTP, and N charge points answer; one CALL of each is under way.

import { type ChargePointLink, openChargePointLinks } from './charge-point-link.ts';
import { ClosedLoop } from './closed-loop.ts';
import { HttpLink } from './http-link.ts';
import type { CommandJob, CommandResult } from './load-job.ts';
import { MqttLink } from './mqtt-link.ts';
import { type PreparedPublish, preparePublish, text } from './mqtt-wire.ts';
import { tripDigits, tripOf } from './traveller.ts';
import { maskedFrame, opcodes } from './web-socket-wire.ts';

const action = 'TriggerMessage';
const payload = { requestedMessage: 'MeterValues', connectorId: 1 };
const frameHead = Buffer.from('[2,"');
const frameAnswer = Buffer.from(',{"status":"Accepted"}]');
const resultHead = Buffer.from('{"MessageTypeId":3,"UniqueId":"');
const accepted = '"status":"Accepted"';
const quote = '"'.charCodeAt(0);
const zeros = '0'.repeat(tripDigits);

/** How CALLs are sent: begins one in a lane, and ends with the load. */
type Csms = { readonly begin: (lane: number, sequence: number) => void; readonly close: () => Promise<void> };

/** Runs the load to its end; rejects when it stands still, takes too long, or a connection is lost. */
export async function loadCommand(job: CommandJob): Promise<CommandResult> {
  const loop = new ClosedLoop(job.chargePoints.length, job.pids, job);
  let links: readonly ChargePointLink[] = [];
  links = await openChargePointLinks(
    job.chargePoints.map((account, lane) => ({
      ...{ url: job.chargePointUrl, account },
      onFailed: (error) => loop.fail(error),
      onText: (bytes, start, end) => {
        const answer = answerTo(bytes, start, end);
        if (answer === undefined) loop.strange();
        else links[lane]?.send(answer);
      },
    })),
  );
  let csms: Csms | undefined;
  try {
    csms = await (job.api === undefined ? overMqtt(job, loop) : overHttp(job, job.api, loop));
    const result = await loop.run(csms.begin);
    return { kind: 'command', ...result };
  } finally {
    for (const link of links) link.close();
    await csms?.close();
  }
}

/** The CALLRESULT to a CALL, whose id may be one that the server made up; undefined for what is no CALL. */
function answerTo(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const idStart = start + frameHead.length;
  const idEnd = bytes.indexOf(quote, idStart);
  if (idEnd < 0 || idEnd >= end || frameHead.compare(bytes, start, idStart) !== 0) return undefined;
  const answer = Buffer.concat([bytes.subarray(start, idEnd + 1), frameAnswer]);
  answer[1] = answer.readUInt8(1) + 1;
  return maskedFrame(opcodes.text, answer);
}

async function overMqtt(job: CommandJob, loop: ClosedLoop): Promise<Csms> {
  const { chargePoints, mqttPort: port, mqttVersion: version, csmsLogin: login, qos } = job;
  const commands = chargePoints.map(({ identity }) => {
    const level = encodeURIComponent(identity);
    const call = { MessageTypeId: 2, UniqueId: `${identity}-${zeros}`, Action: action, Payload: payload };
    return {
      topic: `ocpp/cp/${level}/Reply`,
      call: preparePublish(version, text(`ocpp/cs/${level}`), JSON.stringify(call), qos),
      digitsAt: resultHead.length + Buffer.byteLength(identity) + 1,
      sequence: -1,
    };
  });
  const lanes = new Map(commands.map(({ topic }, lane) => [topic, lane]));
  const link = await MqttLink.open({
    ...{ port, version, login, clientId: 'bench-csms', onFailed: (error) => loop.fail(error) },
    onPublish: ({ topic, payload }) => {
      const lane = lanes.get(topic) ?? -1;
      const command = commands[lane];
      const isResult = resultHead.compare(payload, 0, resultHead.length) === 0;
      if (command === undefined || !isResult || tripOf(payload) !== command.sequence) {
        loop.strange();
        return;
      }
      command.sequence = -1;
      loop.finished(lane);
    },
  });
  try {
    await link.subscribe('ocpp/cp/+/Reply', qos);
  } catch (error) {
    await link.close();
    throw error;
  }
  return {
    begin: (lane, sequence) => {
      const command = commands[lane];
      if (command === undefined) return;
      command.sequence = sequence;
      writeSequence(command.call, command.digitsAt, sequence);
      link.send(command.call);
    },
    close: () => link.close(),
  };
}

function writeSequence({ bytes, payloadAt }: PreparedPublish, digitsAt: number, sequence: number): void {
  bytes.write(String(sequence).padStart(tripDigits, '0'), payloadAt + digitsAt, 'latin1');
}

async function overHttp(
  job: CommandJob,
  { url, key }: NonNullable<CommandJob['api']>,
  loop: ClosedLoop,
): Promise<Csms> {
  const links: HttpLink[] = [];
  const close = async () => {
    for (const link of links) link.close();
  };
  try {
    for (const [lane, { identity }] of job.chargePoints.entries()) {
      const link = await HttpLink.open({
        url: new URL(`${url}/api/v5/gateways/ocpp/clients/${encodeURIComponent(identity)}/calls`),
        key,
        body: JSON.stringify({ action, payload }),
        onAnswer: (status, body) => {
          if (status === 200 && body.includes(accepted)) loop.finished(lane);
          else loop.fail(new Error(`a CALL was answered ${status}: ${body.slice(0, 300)}`));
        },
        onFailed: (error) => loop.fail(error),
      });
      links.push(link);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { begin: (lane) => links[lane]?.ask(), close };
}
