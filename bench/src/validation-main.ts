// `node validation-main.js <version> <way> <warm-up> <measured>`: CALLs of a charge point and their CALLRESULTs through the protocol
// alone, without sockets, topics or a broker. Prints one line of JSON, and stays until it is ended.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { floorExchange, makeExchanges, type Ocpp, sessionExchange, type ValidationWay } from './exchange.ts';
import type { Subprotocol } from './soak/messages.ts';

const [version = '', way = '', warmUp = '', measured = ''] = process.argv.slice(2);

// As with the server, what was built is measured; it is no library of ours.
const ocppFile = new URL('../../../packages/ocpp/dist/src/index.js', import.meta.url);
const schemaFolder = fileURLToPath(new URL(`../../../schemas/ocpp${version}/`, import.meta.url));

const documents = readdirSync(schemaFolder).map(
  (name) => JSON.parse(readFileSync(`${schemaFolder}${name}`, 'utf8')) as { readonly $id: string },
);
const carry =
  way === 'floor'
    ? floorExchange
    : sessionExchange((await import(ocppFile.href)) as Ocpp, { version, documents, way: way as ValidationWay });
const exchanges = makeExchanges(`ocpp${version}` as Subprotocol);

let number = 0;
const run = (count: number) => {
  for (let index = 0; index < count; index += 1) {
    number += 1;
    const exchange = exchanges[number % exchanges.length];
    if (exchange !== undefined) carry(exchange, number);
  }
};

run(Number(warmUp));
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
run(Number(measured));
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(`${JSON.stringify({ seconds, cpuMicroseconds: user + system })}\n`);
const stay = setInterval(() => {}, 60_000);
// Ending by itself, and not by the signal, lets the profiler write what it has.
process.once('SIGTERM', () => clearInterval(stay));
