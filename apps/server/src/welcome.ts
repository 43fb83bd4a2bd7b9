// What the terminal shows: where everything listens, what to do next, and, once, the password.

/** A box around lines that nobody overlooks. */
export function boxed(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const edge = '═'.repeat(width + 4);
  const body = lines.map((line) => `║  ${line.padEnd(width)}  ║`);
  return [`╔${edge}╗`, ...body, `╚${edge}╝`, ''].join('\n');
}

/** Shown once, when the first administrator got a password that nobody chose. */
export function passwordBox(name: string, password: string): string {
  return boxed([
    'First start: an administrator was created.',
    '',
    `    user       ${name}`,
    `    password   ${password}`,
    '',
    'It is shown only this once. Sign in to the console and change it.',
  ]);
}

/** A URL that can be typed on this machine, for an address that may be a wildcard. */
export function urlOf(scheme: string, host: string, port: number, path = ''): string {
  const shown = host === '0.0.0.0' || host === '::' || host === '' ? 'localhost' : host;
  return `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${port}${path}`;
}

/** Where to go next: URLs of the API, of charge points and of MQTT, and the mountpoint of the topics. */
export type Destinations = {
  readonly apiUrl: string;
  readonly chargePointUrl: string | undefined;
  readonly mqttUrl: string | undefined;
  readonly mountpoint: string;
};

/** What to do next, in a few lines. */
export function nextSteps({ apiUrl, chargePointUrl, mqttUrl, mountpoint }: Destinations): readonly string[] {
  const steps = [`console and HTTP API: ${apiUrl} (API description: ${apiUrl}/api-docs)`];
  if (mqttUrl !== undefined)
    steps.push(`watch the charge points: subscribe to ${everything(mountpoint)} on ${mqttUrl}`);
  if (chargePointUrl !== undefined)
    steps.push(`connect a charge point: ${chargePointUrl}/<identity>, subprotocol ocpp1.6`);
  return steps;
}

/** The filter of all that lies under a mountpoint, up to its first placeholder. */
function everything(mountpoint: string): string {
  const [fixed = ''] = mountpoint.split('${', 1);
  return `${fixed.slice(0, fixed.lastIndexOf('/') + 1)}#`;
}
