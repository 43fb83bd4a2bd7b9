import t from 'tap';
import { validation } from '../src/validation.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

// Every version with every candidate is run by the smoke run of main.test.ts.
t.test('frames go through the protocol, in a process of its own', async (t) => {
  const cases = validation.cases({ ...smallScale, warmUp: 1, measured: 10 });
  t.same(
    cases.map(({ title }) => title),
    ['OCPP 1.6', 'OCPP 2.0.1', 'OCPP 2.1'],
  );
  const [candidate] = validation.candidates ?? [];
  if (candidate === undefined) throw new Error('there is no candidate');
  const measuring = await cases[0]?.open(candidate, surroundings);
  const figures = await measuring?.measure();
  await measuring?.close();
  t.ok(validation.columns.every(({ key }) => (figures?.[key] ?? 0) > 0));
});

t.test('nobody starts its candidates as servers', async (t) => {
  const [candidate] = validation.candidates ?? [];
  await t.rejects(async () => candidate?.start({ ...surroundings, identities: [], qos: 0 }), /nothing listens/);
});
