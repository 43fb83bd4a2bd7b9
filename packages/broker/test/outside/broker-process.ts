// A broker in a process of its own, to be killed. Arguments: the path of its database, and after how many writes to its
// store it kills itself, if it does: a kill from outside hardly ever falls between a write and its commit.
import { startBroker } from './running-broker.ts';

const [, , path = '', diesAfter = 'never'] = process.argv;
let left = Number(diesAfter);

const die = () => process.kill(process.pid, 'SIGKILL');
const soon = (work: () => void) => () => process.nextTick(work);
/** Within the write; behind what the same turn sends to sockets, which may be put off to its end; behind the commit. */
const moments = [die, soon(die), soon(soon(soon(die))), () => setImmediate(die)];

function countDown(): void {
  left -= 1;
  if (left === 0) moments[Number(diesAfter) % moments.length]?.();
}

const { tcp, ws, stop } = await startBroker({ path, onStoreWrite: countDown });
process.send?.({ tcp, ws });
// Its parent may come to grief before it could kill.
process.once('disconnect', stop);
