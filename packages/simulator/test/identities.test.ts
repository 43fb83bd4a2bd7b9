import t from 'tap';
import { identities } from '../src/identities.ts';

t.test('the number at the end counts up and keeps its width', async (t) => {
  t.same(identities('CP1', 3), ['CP1', 'CP2', 'CP3']);
  t.same(identities('CP008', 3), ['CP008', 'CP009', 'CP010']);
  t.same(identities('CP9', 2), ['CP9', 'CP10']);
  t.same(identities('DE*ABC*E123456789012345', 2), ['DE*ABC*E123456789012345', 'DE*ABC*E123456789012346']);
});

t.test('a name without a number gets one, unless there is only one charge point', async (t) => {
  t.same(identities('station', 2), ['station1', 'station2']);
  t.same(identities('station', 1), ['station']);
});
