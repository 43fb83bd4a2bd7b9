import t from 'tap';
import { messageNames, printMessage } from '../src/async-api-messages.ts';

t.test('every message is JSON, has a payload of its own, a summary and an example', async (t) => {
  for (const name of messageNames) {
    t.match(
      printMessage(name),
      {
        name,
        contentType: 'application/json',
        summary: /^(A|The|Whether)\b/,
        payload: { $ref: `#/components/schemas/${name}` },
        examples: [{ summary: String, payload: Object }],
      },
      name,
    );
  }
});

t.test('what belongs together is told by the id, which presence does not have', async (t) => {
  for (const name of messageNames) t.equal('correlationId' in printMessage(name), name !== 'Presence', name);
});

t.test('a CALL to a charge point, and nothing else, may name a response topic', async (t) => {
  const asking = messageNames.filter((name) => 'bindings' in printMessage(name));
  t.same(asking, ['CallToChargePoint']);
  t.match(printMessage('CallToChargePoint').bindings, {
    mqtt: { responseTopic: { type: 'string' }, correlationData: { type: 'string' }, bindingVersion: '0.2.0' },
  });
});
