import t from 'tap';
import { WebhookError } from '../src/webhook-error.ts';

t.test('an error has a code for programs, a sentence for people, and no problems unless it is told some', async (t) => {
  const cause = new Error('inner');
  const error = new WebhookError('store_in_use', 'the file is in use', { cause });
  t.match(error, { name: 'WebhookError', code: 'store_in_use', message: 'the file is in use', cause, problems: [] });
});
