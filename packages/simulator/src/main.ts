import { systemClock } from './clock.ts';
import { helpText, parseCommand } from './command.ts';
import { startFleet } from './fleet.ts';

const command = parseCommand(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    process.stdout.write(helpText);
    break;
  case 'wrong':
    process.stderr.write(`simulate: ${command.problem}; --help lists the options\n`);
    process.exitCode = 2;
    break;
  case 'run': {
    const fleet = startFleet(command.options, { write: (line) => process.stdout.write(`${line}\n`) });
    let closing = false;
    const close = () => {
      // A second signal does not wait.
      if (closing) process.exit(130);
      closing = true;
      cancel();
      fleet.close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`simulate: ${String(error)}\n`);
          process.exit(1);
        },
      );
    };
    const { durationMs } = command.options;
    const cancel = durationMs === undefined ? () => {} : systemClock.after(durationMs, close);
    process.on('SIGINT', close);
    process.on('SIGTERM', close);
    break;
  }
}
