import t from 'tap';
import { callSchemas } from '../src/calls-schema.ts';

t.test('what the charge point answered is there at times, the id and the status always', async (t) => {
  t.same(callSchemas.CallReply?.required, ['unique_id', 'status']);
  t.same(callSchemas.CallState?.required, ['unique_id', 'status']);
});
