import t from 'tap';
import { webhookSchemas } from '../src/webhook-schema.ts';

t.test('how a webhook fares is always told, its settings may be', async (t) => {
  t.same(webhookSchemas.Webhook?.required, ['name', 'url', 'enable', 'status']);
});
