import { choice, section } from './setting-schema.ts';

/** The root `log`. */
export const logSchema = section('What the server writes about itself.', {
  level: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'live',
    'The least important lines that are written; frames are shown at `trace`.',
  ),
  format: choice(
    ['auto', 'json', 'pretty'],
    'auto',
    'restart',
    'One JSON object a line, or lines for people; `auto` picks the latter on a terminal.',
  ),
});
