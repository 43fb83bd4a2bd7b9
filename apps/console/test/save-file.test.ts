import t from 'tap';
import { fileNameOf } from '../src/save-file.ts';

const answer = (disposition?: string): Response =>
  new Response('', disposition === undefined ? {} : { headers: { 'content-disposition': disposition } });

t.test('a file has the name that the server gives it, unless it would lead elsewhere', async (t) => {
  t.equal(fileNameOf(answer('attachment; filename="export-2026.json"'), 'x'), 'export-2026.json');
  for (const disposition of [undefined, 'attachment', 'attachment; filename=""', 'attachment; filename="../a"']) {
    t.equal(fileNameOf(answer(disposition), 'x'), 'x');
  }
});
