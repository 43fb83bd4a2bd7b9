import { count, flag, section, size } from './setting-schema.ts';

/** `gateway.ocpp.frames`. */
export const framesSchema = section('The last frames of charge points, kept in memory to be looked at.', {
  keep: count(50, 'live', 'How many are kept of each charge point; 0 keeps none.', { min: 0, max: 10_000 }),
  max_bytes: size(
    '16MB',
    'live',
    'How many bytes the kept frames of all charge points may take; the oldest go first.',
    {
      min: '64KB',
      max: '4GB',
    },
  ),
  mask_id_tags: flag(true, 'live', 'Shows idTags and idTokens masked, as passwords and keys always are.'),
});
