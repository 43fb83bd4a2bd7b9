import t from 'tap';
import * as room from '../src/index.ts';

t.test('the door of this room: these names and no others', async (t) => {
  t.strictSame(Object.keys(room).sort(), [
    ...['Gateway', 'LocalSessionRegistry', 'followersMax', 'maskedText', 'offlineIdentitiesMax'],
  ]);
});
