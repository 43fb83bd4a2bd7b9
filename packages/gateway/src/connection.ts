// The socket that carries one session: outputs are carried out in order, by one switch; the alarm follows the session.

import {
  type CallOrigin,
  type DownstreamMessage,
  decodeFrame,
  type Output,
  type RefusalReason,
  type Registration,
  type Report,
  refusal,
  Session,
  type SessionSnapshot,
} from '@ocpp-broker/ocpp';
import { Alarm } from './alarm.ts';
import { type ChargePointFacts, ChargePointView } from './charge-point-view.ts';
import type { ConnectionOptions, ConnectionParts, Peer } from './connection-parts.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { encodeEnvelope } from './envelope.ts';
import { Publisher } from './publisher.ts';
import { ReportLog } from './report-log.ts';
import { TextReader } from './text-reader.ts';
import { TextWriter } from './text-writer.ts';
import type { ConnectionTopics } from './topics.ts';
import { type Traffic, TrafficCount } from './traffic.ts';

/** Unsent bytes above which a charge point that does not read is closed with 1013. */
export const sendBufferBytesMax = 1_048_576;

/** How long a peer may take to answer a close before its socket is destroyed. */
const closeGraceMs = 2_000;

/** One connected charge point. */
export class Connection {
  readonly peer: Peer;
  readonly connectedAt: number;
  /** Resolves when the socket is gone and `onClosed` was called. */
  readonly closed: Promise<void>;
  readonly #parts: ConnectionParts;
  readonly #session: Session;
  readonly #view: ChargePointView;
  readonly #publisher: Publisher;
  readonly #alarm: Alarm;
  readonly #reports: ReportLog;
  readonly #traffic = new TrafficCount();
  readonly #watch: ConnectionWatch;
  readonly #writer: TextWriter;
  #options: ConnectionOptions;
  #lastSignAt: number;
  #lastPingAt = 0;
  #isEnded = false;
  #failure = '';
  #closing: { readonly code: number; readonly reason: string } | undefined;

  constructor(parts: ConnectionParts) {
    const { socket, peer, options, stored, answered, bus, clock, log, observer } = parts;
    const now = clock.now();
    this.#parts = parts;
    this.peer = peer;
    this.connectedAt = now;
    this.#lastSignAt = now;
    this.#options = options;
    const registration: Registration = {
      status: stored?.status ?? null,
      heartbeatIntervalMs: stored?.heartbeatIntervalMs ?? null,
    };
    const { version } = peer;
    const { session, validator } = options;
    this.#session = new Session({ version, options: session, validator, registration, answered }, now);
    this.#watch = new ConnectionWatch(parts, this.#session, () => this.#options.validator);
    this.#view = new ChargePointView(stored);
    this.#writer = new TextWriter(socket, parts.carrier);
    this.#reports = new ReportLog(log);
    this.#publisher = new Publisher(
      bus,
      (isCongested) => this.#listen(!isCongested),
      (error) => log.error({ err: error }, 'a message of a charge point could not be published'),
      observer === undefined
        ? undefined
        : { now: () => clock.now(), taken: (latencyMs) => observer.published(latencyMs) },
    );
    this.#alarm = new Alarm(clock, () => this.#advance());
    TextReader.attach(parts, (text, bytes) => this.#receiveText(text, bytes));
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('ping', () => this.#sign('ping'));
    socket.on('pong', () => this.#sign('pong'));
    socket.on('error', (error) => this.#failed(error));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#closed(code, reason.toString());
        resolve();
      });
    });
    this.#rearm(now);
  }

  /** Takes a message of the MQTT side. */
  receiveDownstream(message: DownstreamMessage, origin: CallOrigin): void {
    const now = this.#parts.clock.now();
    this.#run(this.#session.receiveDownstream(message, now, origin), now);
    this.#rearm(now);
  }

  /** Tells the MQTT side why a message of its own is no message. */
  refuseDownstream(uniqueId: string, reason: RefusalReason, description: string, { replyTo }: CallOrigin): void {
    const message = refusal(uniqueId, reason, 'FormatViolation', description, this.peer.version);
    this.#publish({ kind: 'publish', channel: 'error', message, action: undefined, replyTo });
    this.#report({ code: 'malformed_frame', direction: 'downstream', detail: description });
  }

  reconfigure(options: ConnectionOptions): void {
    this.#options = options;
    this.#session.reconfigure(options.session, options.validator);
    this.#advance();
  }

  /** Takes the CALLs that were never sent. */
  takeQueued(): ReturnType<Session['takeQueued']> {
    return this.#session.takeQueued();
  }

  /** Ends the session and closes the socket; whoever does not answer the close is cut off. */
  close(code: number, reason: string, why: 'connection_lost' | 'superseded' = 'connection_lost'): void {
    if (this.#closing !== undefined) return;
    this.#closing = { code, reason };
    this.#end(why);
    const { socket, clock } = this.#parts;
    socket.resume();
    socket.close(code, reason);
    const cancel = clock.after(closeGraceMs, () => socket.terminate());
    socket.once('close', cancel);
  }

  snapshot(): SessionSnapshot {
    return this.#session.snapshot();
  }

  facts(): ChargePointFacts {
    return this.#view.facts();
  }

  traffic(): Traffic {
    return this.#traffic.view();
  }

  /** Whether a message can still be sent; false as soon as either side has begun to close. */
  get isOpen(): boolean {
    const { socket } = this.#parts;
    return !this.#isEnded && socket.readyState === socket.OPEN;
  }

  /** Whether the socket is not read because the bus cannot keep up. */
  get isCongested(): boolean {
    return this.#publisher.isCongested;
  }

  get topics(): ConnectionTopics {
    return this.#options.topics;
  }

  get lastSignAt(): number {
    return this.#lastSignAt;
  }

  /** Stops to read while the bus owes too much. What is not read says nothing about the charge point: its silence starts anew. */
  #listen(isListening: boolean): void {
    const { socket, clock } = this.#parts;
    if (isListening) {
      this.#session.sign('ping', clock.now());
      socket.resume();
    } else socket.pause();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      this.#receiveText(data.toString(), data.length);
      return;
    }
    if (this.#isEnded) return;
    const now = this.#came(data.length);
    this.#watch.receivedBinary(data.length, now);
    this.#run(this.#session.receiveBinary(), now);
    this.#rearm(now);
  }

  #receiveText(text: string, bytes: number): void {
    if (this.#isEnded) return;
    const now = this.#came(bytes);
    const decoded = decodeFrame(text, this.peer.version);
    this.#watch.received(decoded, text, bytes, now);
    this.#run(this.#session.receive(decoded, now), now);
    this.#rearm(now);
  }

  #came(bytes: number): number {
    const now = this.#parts.clock.now();
    this.#lastSignAt = now;
    this.#traffic.received(bytes);
    return now;
  }

  #sign(kind: 'ping' | 'pong'): void {
    const now = this.#parts.clock.now();
    this.#lastSignAt = now;
    this.#session.sign(kind, now);
  }

  #run(outputs: readonly Output[], now: number): void {
    for (const output of outputs) {
      this.#watch.carriesOut(output, now);
      switch (output.kind) {
        case 'transmit':
          this.#transmit(output, now);
          break;
        case 'settle':
          if (output.message.kind === 'CallError') this.#view.observeError(output.message);
          this.#parts.onSettled(output.caller, output);
          break;
        case 'publish':
          if (output.message.kind === 'Call' || output.message.kind === 'Send') {
            const worthKeeping = this.#view.observe(output.message, now);
            if (worthKeeping !== undefined) this.#parts.onRemember(worthKeeping);
          }
          this.#publish(output);
          break;
        case 'remember':
          this.#parts.onRemember(output.registration);
          break;
        case 'close':
          this.close(output.code, output.reason);
          break;
        case 'report':
          this.#report(output.report);
          break;
      }
    }
  }

  #transmit(output: Extract<Output, { kind: 'transmit' }>, now: number): void {
    const { socket } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    const { text } = output;
    const bytes = Buffer.byteLength(text);
    this.#traffic.sent(bytes);
    this.#watch.sent(output, bytes, now);
    this.#writer.send(text, bytes);
    if (socket.bufferedAmount > sendBufferBytesMax) this.close(1013, 'the charge point does not read');
  }

  #publish(output: Extract<Output, { kind: 'publish' }>): void {
    if (output.message.kind === 'CallError') this.#view.observeError(output.message);
    const payload = encodeEnvelope(output.message, output.action);
    this.#publisher.publish(this.#options.topics.topicOf(output), payload);
    if (output.replyTo !== undefined) this.#publisher.reply(output.replyTo, payload);
  }

  #report(report: Report): void {
    this.#reports.write(report, this.#parts.clock.now());
    this.#watch.reported(report);
    this.#parts.onReport(report);
  }

  #advance(): void {
    if (this.#isEnded) return;
    const now = this.#parts.clock.now();
    if (this.#publisher.isCongested) this.#session.sign('ping', now);
    this.#run(this.#session.advance(now), now);
    if (this.#nextPingAt() <= now && !this.#isEnded) {
      this.#lastPingAt = now;
      this.#parts.socket.ping();
    }
    this.#rearm(now);
  }

  #nextPingAt(): number {
    const { pingIntervalMs } = this.#options;
    if (pingIntervalMs <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(this.#lastSignAt, this.#lastPingAt) + pingIntervalMs;
  }

  #rearm(now: number): void {
    if (!this.#isEnded) this.#alarm.ringBy(Math.min(this.#session.nextTimeout(), this.#nextPingAt()), now);
  }

  #end(why: 'connection_lost' | 'superseded'): void {
    if (this.#isEnded) return;
    this.#parts.onEnding(this);
    const outputs = this.#session.end(why);
    this.#run(outputs, this.#parts.clock.now());
    this.#isEnded = true;
    this.#alarm.stop();
  }

  /** `ws` has closed already where a frame was at fault: 1009 too large, 1007 not UTF-8, 1002 no frame at all. */
  #failed(error: Error & { readonly code?: unknown }): void {
    this.#failure = error.message;
    if (String(error.code).startsWith('WS_ERR_')) {
      this.#report({ code: 'malformed_frame', direction: 'upstream', detail: error.message });
    } else this.#parts.log.warn({ err: error }, 'the socket failed');
  }

  #closed(code: number, reason: string): void {
    this.#end('connection_lost');
    const ours = this.#closing;
    this.#parts.onClosed(this, ours?.code ?? code, ours?.reason ?? (reason === '' ? this.#failure : reason));
  }
}
