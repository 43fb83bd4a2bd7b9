import t from 'tap';
import { openDatabase } from '../src/database.ts';
import { rowColumns, sizeColumns } from '../src/queue-row.ts';

t.test('the columns are those of the table, each once', async (t) => {
  const database = openDatabase(':memory:');
  t.teardown(() => database.close());
  const present = database.prepare<[], string>("SELECT name FROM pragma_table_info('queued')").pluck().all();
  for (const columns of [rowColumns, sizeColumns]) {
    const names = columns.split(',').map((name) => name.trim());
    t.equal(new Set(names).size, names.length);
    for (const name of names) t.ok(present.includes(name), name);
  }
});
