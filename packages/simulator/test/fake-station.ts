// A station without a socket: CALLs are kept in a list and answered at once, as the demo CSMS would.

import type { Payload } from '@ocpp-broker/ocpp';
import { answers } from '../src/answers.ts';
import { Charging } from '../src/charging.ts';
import { Timers } from '../src/clock.ts';
import { createDemoCsms } from '../src/demo-csms.ts';
import { createDevice, type Device } from '../src/device.ts';
import { Maintenance } from '../src/maintenance.ts';
import { Metering, type TransactionEvent } from '../src/metering.ts';
import { Registration } from '../src/registration.ts';
import type { Station } from '../src/station.ts';
import { StatusReports } from '../src/status-reports.ts';
import { ManualClock } from './manual-clock.ts';

export type SentCall = { readonly action: string; readonly payload: Payload; readonly durable: boolean };

/** Lets everything happen that needs no further event. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export class FakeStation implements Station {
  readonly clock = new ManualClock();
  readonly device: Device;
  readonly timers = new Timers(this.clock);
  readonly registration: Registration;
  readonly charging = new Charging(this);
  readonly metering = new Metering(this);
  readonly maintenance = new Maintenance(this, 1_000);
  connected = true;
  online = true;
  readonly calls: SentCall[] = [];
  /** What an action is answered with in place of the usual; an Error rejects, a promise is awaited. */
  readonly answers = new Map<string, Payload | Error | Promise<Payload>>();
  readonly events: TransactionEvent[] = [];
  readonly problems: unknown[] = [];
  readonly registrations: (readonly [string, number | undefined])[] = [];
  readonly configured: string[] = [];
  readonly reboots: string[] = [];
  readonly states: string[] = [];
  readonly #reports = new StatusReports(this, (id, status) => this.states.push(`${id} ${status}`));

  constructor(connectors = 1, registration = { boot: true, bootOnReconnect: false, bootRetryMs: 60_000 }) {
    const nameplate = { vendor: 'vendor1', model: 'model1', serialNumber: undefined, firmwareVersion: '1.2' };
    this.device = createDevice(nameplate, connectors, () => 0.5);
    this.registration = new Registration(this, registration);
  }

  now(): number {
    return this.clock.now();
  }

  async call(action: string, payload: Payload, options: { readonly durable?: boolean } = {}): Promise<Payload> {
    this.calls.push({ action, payload, durable: options.durable ?? false });
    const own = await this.answers.get(action);
    if (own instanceof Error) throw own;
    return own ?? this.#usualAnswer(action, payload);
  }

  reportStatus(connectorId: number, always = false): void {
    this.#reports.report(connectorId, always);
  }

  run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.problems.push(error));
  }

  registered(status: string, intervalS: number | undefined): void {
    this.registrations.push([status, intervalS]);
  }

  transaction(event: TransactionEvent): void {
    this.events.push(event);
  }

  configurationChanged(key: string): void {
    this.configured.push(key);
  }

  async reboot(kind: 'Hard' | 'Soft'): Promise<void> {
    this.reboots.push(kind);
  }

  /** Answers a CALL of the server, does what follows, and returns the payload. */
  async ask(action: string, payload: Payload): Promise<Payload> {
    const answer = answers.get(action);
    if (answer === undefined) throw new Error(`no answer to ${action}`);
    const { payload: answered, afterwards } = answer(payload, this);
    await afterwards?.();
    return answered;
  }

  /** Payloads of the CALLs of an action so far. */
  sent(action: string): readonly Payload[] {
    return this.calls.filter((call) => call.action === action).map(({ payload }) => payload);
  }

  #csmsAnswer: Payload = {};
  readonly #csms = createDemoCsms({
    publish: (_topic, text) => {
      this.#csmsAnswer = (JSON.parse(text) as { Payload: Payload }).Payload;
    },
    now: () => this.now(),
  });

  #usualAnswer(action: string, payload: Payload): Payload {
    this.#csms.receive(
      'ocpp/cp/x',
      JSON.stringify({ MessageTypeId: 2, UniqueId: 'u', Action: action, Payload: payload }),
    );
    return this.#csmsAnswer;
  }
}
