import t from 'tap';
import { printFrame } from '../src/frames-schema.ts';
import { frame } from './fixtures/memory-frames.ts';

t.test('a frame is written with the names of the wire', async (t) => {
  t.same(printFrame(frame({ truncated: true, bytes: 5000 })), {
    at: '2024-06-01T12:00:00.000Z',
    identity: 'CP1',
    direction: 'upstream',
    type: 2,
    unique_id: 'u1',
    action: 'Heartbeat',
    error_code: null,
    text: '[2,"u1","Heartbeat",{}]',
    bytes: 5000,
    truncated: true,
  });
});
