import { EventEmitter } from 'node:events';
import {
  answerToMalformed,
  decodeFrame,
  encodeFrame,
  type Message,
  type OcppVersion,
  ocppVersion,
  type Payload,
} from '@ocpp-broker/ocpp';
import { Answerer, type Override } from './answerer.ts';
import { authorize } from './authorization.ts';
import { type CallOptions, CallQueue } from './call-queue.ts';
import type { ChargePointEvents } from './charge-point-events.ts';
import { type ChargePointOptions, type ChargePointSettings, chargePointSettings } from './charge-point-options.ts';
import { Charging, type StartRequest } from './charging.ts';
import { Timers } from './clock.ts';
import type { Transaction } from './connector.ts';
import { createDevice, type Device } from './device.ts';
import { isLoss, SimulatorError } from './errors.ts';
import { Link } from './link.ts';
import { Maintenance } from './maintenance.ts';
import { Metering } from './metering.ts';
import { schedulePings } from './pings.ts';
import type { Closing } from './raw-charge-point.ts';
import { Registration, type RegistrationStatus } from './registration.ts';
import type { Station } from './station.ts';
import { StatusReports } from './status-reports.ts';

/** How long a reset waits for the transactions that it ends. */
const rebootGraceMs = 5_000;

/** A charge point of OCPP 1.6-J: connects, boots, beats, charges, and answers its server. */
export class ChargePoint extends EventEmitter<ChargePointEvents> {
  readonly #settings: ChargePointSettings;
  readonly #timers: Timers;
  readonly #device: Device;
  readonly #link: Link;
  readonly #queue: CallQueue;
  readonly #answerer: Answerer;
  readonly #station: Station;
  #version: OcppVersion = '1.6';
  #rebooting = false;
  #closing = false;

  constructor(options: ChargePointOptions) {
    super();
    const settings = chargePointSettings(options);
    const { clock, random } = settings;
    this.#settings = settings;
    this.#timers = new Timers(clock);
    this.#device = createDevice(settings.nameplate, settings.connectors, random);
    this.#queue = new CallQueue({
      clock,
      transmit: (call) => this.#transmit(call),
      newUniqueId: settings.newUniqueId,
      callTimeoutMs: settings.callTimeoutMs,
      callsMax: settings.callsMax,
      durableAttemptsMax: () => Math.max(1, this.#device.configuration.count('TransactionMessageAttempts')),
    });
    this.#link = new Link(
      { handshake: settings.handshake, reconnect: settings.reconnect, clock, random },
      {
        opened: (subprotocol) => this.#opened(subprotocol),
        text: (text) => this.#received(text),
        binary: () => this.#problem('BINARY_MESSAGE', 'the server sent a binary message'),
        closed: (closing) => this.#closed(closing),
        waiting: (attempt, delayMs, cause) => this.emit('reconnecting', { attempt, delayMs, cause }),
        gaveUp: (cause) => this.emit('lost', cause),
      },
    );
    this.#station = this.#createStation();
    this.#answerer = new Answerer({
      station: this.#station,
      transmit: (answer) => this.#transmit(answer),
    });
  }

  get identity(): string {
    return this.#settings.identity;
  }

  get connected(): boolean {
    return this.#link.isOpen;
  }

  /** The server's last word on BootNotification, undefined before the first and after a reset. */
  get registration(): RegistrationStatus | undefined {
    return this.#station.registration.status;
  }

  /** What the charge point remembers and measures; for tests to look at. */
  get device(): Device {
    return this.#device;
  }

  /** Resolves when the connection is open. Rejects with HandshakeRefused or ConnectionFailed, unless `retry` says to go on trying. */
  connect(options: { readonly retry?: boolean } = {}): Promise<void> {
    return this.#link.open(options.retry ?? false);
  }

  /** Ends everything: the connection, the transactions (without a word to the server), what waits to be sent. Resolves when the socket is gone. */
  async close(code = 1000, reason = ''): Promise<void> {
    this.#closing = true;
    this.#rebooting = false;
    this.#timers.clearAll();
    this.#queue.dispose();
    this.#station.charging.abandon();
    await this.#link.close(code, reason);
  }

  /** Sends a CALL and resolves with the payload of its CALLRESULT; rejects with CallErrorReceived, CallTimedOut, NotConnected, ConnectionClosed, CallQueueFull or ChargePointClosed. */
  call(action: string, payload: Payload, options: CallOptions = {}): Promise<Payload> {
    return this.#queue.call(action, payload, options);
  }

  /** Resolves when no CALL is in flight and none can go out: at once without a connection. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /** Sends BootNotification now. */
  boot(): Promise<RegistrationStatus> {
    return this.#station.registration.boot();
  }

  /** Asks whether an idTag may charge; resolves with its AuthorizationStatus. */
  authorize(idTag: string): Promise<string> {
    return authorize(this.#station, idTag);
  }

  /** Starts a transaction; see Charging.start. */
  startTransaction(request: StartRequest): Promise<Transaction> {
    return this.#station.charging.start(request);
  }

  /** Stops the transaction of a connector; `reason` as in OCPP 1.6 §7.36 (default Local). */
  stopTransaction(connectorId: number, reason?: string): Promise<void> {
    return this.#station.charging.stop(connectorId, reason);
  }

  /** Gives a connector an error code of OCPP 1.6 §7.6 (Faulted), or takes it away with NoError. */
  setFault(connectorId: number, errorCode: string): void {
    const connector = this.#device.connectors[connectorId];
    if (connector === undefined) throw new RangeError(`there is no connector ${connectorId}`);
    connector.errorCode = errorCode;
    this.#station.reportStatus(connectorId);
  }

  /** Answers an action in the charge point's place, until `undefined` takes it away; for tests. */
  override(action: string, override: Override | undefined): void {
    this.#answerer.override(action, override);
  }

  /** Sends a text or binary message as it is, past the queue; for tests. Throws NotConnected. */
  sendRaw(message: string | Uint8Array): void {
    this.#link.send(message);
  }

  /** Destroys the socket, as a lost network does; the charge point then reconnects. */
  terminate(): void {
    this.#link.terminate();
  }

  #createStation(): Station {
    const { clock, registration: registrationOptions, jobStepMs } = this.#settings;
    const isConnected = () => this.#link.isOpen;
    const station: Station = {
      device: this.#device,
      timers: this.#timers,
      // The parts hold the station and the station the parts, so these are looked up when they are used.
      get registration() {
        return registration;
      },
      get charging() {
        return charging;
      },
      get metering() {
        return metering;
      },
      get maintenance() {
        return maintenance;
      },
      get connected() {
        return isConnected();
      },
      get online() {
        return isConnected() && registration.status === 'Accepted';
      },
      now: () => clock.now(),
      call: (action, payload, options) => this.#queue.call(action, payload, options),
      reportStatus: (connectorId, always) => reports.report(connectorId, always ?? false),
      run: (work) => this.#run(work),
      registered: (status, intervalS) => {
        this.#queue.pass(status === 'Accepted' ? 'registered' : 'open');
        if (intervalS !== undefined) {
          this.emit('booted', status, intervalS);
          reports.forget();
        }
        reports.reportAll();
      },
      transaction: (event) => this.emit('transaction', event),
      configurationChanged: (key) => this.#configurationChanged(key.toLowerCase()),
      reboot: (kind) => this.#reboot(kind),
    };
    const reports = new StatusReports(station, (connectorId, status) => this.emit('state', connectorId, status));
    const registration = new Registration(station, registrationOptions);
    const metering = new Metering(station);
    const charging = new Charging(station);
    const maintenance = new Maintenance(station, jobStepMs);
    return station;
  }

  #opened(subprotocol: string): void {
    this.#rebooting = false;
    this.#closing = false;
    this.#version = ocppVersion(subprotocol) ?? '1.6';
    this.#queue.pass('open');
    this.emit('open', subprotocol);
    this.#schedulePings();
    this.#station.registration.opened();
  }

  #closed(closing: Closing): void {
    this.#station.registration.closed();
    this.#timers.clear('ping');
    this.#queue.lose(closing.code, closing.reason);
    this.emit('close', closing);
  }

  #received(text: string): void {
    // What still comes while the socket closes has nobody to go to.
    if (this.#closing) return;
    this.emit('frame', 'in', text);
    const decoded = decodeFrame(text, this.#version);
    if (decoded.kind === 'empty') return;
    if (decoded.kind === 'malformed') {
      const answer = answerToMalformed(decoded, this.#version);
      if (answer !== undefined) this.#transmit(answer);
      this.#problem('MALFORMED_FRAME', `the server sent no message: ${decoded.description}`);
      return;
    }
    const { message } = decoded;
    switch (message.kind) {
      case 'Call':
        this.emit('call', message);
        this.#run(this.#answerer.answer(message));
        return;
      case 'CallResult':
      case 'CallError': {
        const call = this.#queue.receive(message);
        if (call !== undefined) this.emit('answer', message, call);
        else this.#problem('UNEXPECTED_ANSWER', 'the server answered a CALL that does not wait for an answer');
        return;
      }
      case 'CallResultError':
      case 'Send':
        this.#problem('UNEXPECTED_MESSAGE', `the server sent a ${message.kind}, which OCPP 1.6 does not have`);
        return;
    }
  }

  /** A socket that is about to close takes nothing any more; its `close` event then deals with what waited. */
  #transmit(message: Message): void {
    if (!this.#link.isOpen) return;
    const text = encodeFrame(message);
    this.#link.send(text);
    this.emit('frame', 'out', text);
  }

  #configurationChanged(key: string): void {
    if (key === 'heartbeatinterval') this.#station.registration.scheduleHeartbeat();
    if (key === 'metervaluesampleinterval') this.#station.metering.reschedule();
    if (key === 'websocketpinginterval') this.#schedulePings();
  }

  #schedulePings(): void {
    schedulePings(this.#device, this.#timers, () => this.#link.ping());
  }

  async #reboot(kind: 'Hard' | 'Soft'): Promise<void> {
    if (this.#rebooting) return;
    this.#rebooting = true;
    // What the end of a transaction brings, a status say, is still sent.
    const ended = this.#station.charging.stopAll(`${kind}Reset`).then(() => this.#queue.drained());
    const grace = new Promise<void>((resolve) => this.#timers.set('reboot', rebootGraceMs, resolve));
    await Promise.race([ended, grace]);
    // Closed in the meantime.
    if (!this.#rebooting) return;
    this.#timers.clear('reboot');
    this.emit('reboot', kind);
    this.#station.registration.forget();
    this.#link.restart(this.#settings.rebootMs, kind === 'Soft');
  }

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      // The connection's end has its own event.
      if (!isLoss(error)) this.emit('problem', error instanceof Error ? error : new Error(String(error)));
    });
  }

  #problem(code: string, message: string): void {
    this.emit('problem', new SimulatorError(code, message));
  }
}
