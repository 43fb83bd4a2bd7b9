import { webhookSettingsSchema } from '@ocpp-broker/config';
import t from 'tap';
import { webhookSchemas } from '../src/webhook-schema.ts';

const propertiesOf = (name: string) => webhookSchemas[name]?.properties as Readonly<Record<string, object>>;

t.test('a webhook is told with all its settings, and how it fares', async (t) => {
  const settings = Object.keys(webhookSettingsSchema().properties);
  t.same(webhookSchemas.Webhook?.required, ['name', ...settings, 'status']);
  t.same(Object.keys(propertiesOf('WebhookChange')), settings);
});

t.test('the form of a URL is demanded of what is sent, and not of the mask that is shown', async (t) => {
  t.match(propertiesOf('WebhookChange').url, { pattern: String, 'x-secret': true });
  t.notMatch(propertiesOf('Webhook').url, { pattern: String });
  t.match(propertiesOf('Webhook').timeout, { pattern: String });
});
