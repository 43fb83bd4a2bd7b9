// The load of the benchmark "round trip": N charge points, each with one CALL under way, and one CSMS over MQTT that answers all of them.

import { type ChargePointLink, openChargePointLinks } from './charge-point-link.ts';
import { ClosedLoop } from './closed-loop.ts';
import type { RoundTripJob, RoundTripResult } from './load-job.ts';
import { MqttLink } from './mqtt-link.ts';
import { Traveller } from './traveller.ts';

/** Runs the load to its end; rejects when it stands still, takes too long, or a connection is lost. */
export async function loadRoundTrip(job: RoundTripJob): Promise<RoundTripResult> {
  const { chargePointUrl: url, chargePoints, pids, mqttPort: port, mqttVersion: version, csmsLogin: login } = job;
  const loop = new ClosedLoop(chargePoints.length, pids, job);
  const travellers = chargePoints.map((account) => new Traveller(account, job));
  const byTopic = new Map(travellers.map((traveller) => [traveller.topic, traveller]));
  const onFailed = (error: Error) => loop.fail(error);
  const csms = await MqttLink.open({
    ...{ port, version, login, onFailed },
    clientId: 'bench-csms',
    onPublish: ({ topic, payload }) => {
      const traveller = byTopic.get(topic);
      if (traveller?.isCall(payload) === true) csms.send(traveller.answer);
      else loop.strange();
    },
  });
  let links: readonly ChargePointLink[] = [];
  try {
    await csms.subscribe('ocpp/cp/+', job.qos);
    links = await openChargePointLinks(
      travellers.map((traveller, lane) => ({
        ...{ url, onFailed, account: chargePoints[lane] ?? { identity: traveller.identity } },
        onText: (bytes, start, end) => {
          if (traveller.takeAnswer(bytes, start, end)) loop.finished(lane);
          else loop.strange();
        },
      })),
    );
    const result = await loop.run((lane, sequence) => {
      const traveller = travellers[lane];
      if (traveller === undefined) return;
      traveller.begin(sequence);
      links[lane]?.send(traveller.frame);
    });
    return { kind: 'round-trip', ...result };
  } finally {
    for (const link of links) link.close();
    await csms.close();
  }
}
