// The console in a real browser: what operators and administrators do with it.
import t from 'tap';
import { closeBrowser, skipped } from './fixtures/console-browser.ts';
import { administrationWalk } from './walks/administration-walk.ts';
import { apiKeysWalk } from './walks/api-keys-walk.ts';
import { chargePointsWalk } from './walks/charge-points-walk.ts';
import { framesWalk } from './walks/frames-walk.ts';
import { publishWalk } from './walks/publish-walk.ts';
import { usersWalk } from './walks/users-walk.ts';
import { webhooksWalk } from './walks/webhooks-walk.ts';

t.teardown(closeBrowser);
t.test('charge points', { skip: skipped }, chargePointsWalk);
t.test('frames and CALLs', { skip: skipped }, framesWalk);
t.test('publishing', { skip: skipped }, publishWalk);
t.test('users', { skip: skipped }, usersWalk);
t.test('API keys', { skip: skipped }, apiKeysWalk);
t.test('webhooks', { skip: skipped }, webhooksWalk);
t.test('administration', { skip: skipped }, administrationWalk);
