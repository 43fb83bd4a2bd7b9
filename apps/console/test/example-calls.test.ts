import t from 'tap';
import { callBody, draftOf, payloadSlip } from '../src/call-draft.ts';
import { exampleCalls } from '../src/example-calls.ts';

t.test('every example is a CALL without a slip', async (t) => {
  for (const example of [...exampleCalls('1.6'), ...exampleCalls('2.1')]) {
    const draft = draftOf(example, '');
    t.equal(payloadSlip(draft.payload), null, example.action);
    t.strictSame(callBody(draft), { action: example.action, payload: example.payload });
  }
});

t.test('examples are those of the version; OCPP 2 knows no RemoteStartTransaction', async (t) => {
  const actions = (version: string | null) => exampleCalls(version).map(({ action }) => action);
  t.ok(actions('1.6').includes('RemoteStartTransaction'));
  t.ok(actions('2.0.1').includes('RequestStartTransaction'));
  t.strictSame(actions(null), actions('1.6'));
});
