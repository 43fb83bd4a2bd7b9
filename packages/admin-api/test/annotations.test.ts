import t from 'tap';
import { annotationsAsExtensions } from '../src/annotations.ts';

t.test('our keywords get an x-, at every depth, and settings of the same names stay', async (t) => {
  const leaf = { type: 'string', default: { apply: 1 }, apply: 'live', expects: 'a text', secret: true };
  t.strictSame(
    annotationsAsExtensions({
      properties: { apply: leaf, list: { items: { unit: 'network' } }, map: { additionalProperties: leaf } },
      additionalProperties: false,
    }),
    {
      properties: {
        apply: { type: 'string', default: { apply: 1 }, 'x-apply': 'live', 'x-expects': 'a text', 'x-secret': true },
        list: { items: { 'x-unit': 'network' } },
        map: {
          additionalProperties: {
            type: 'string',
            default: { apply: 1 },
            'x-apply': 'live',
            'x-expects': 'a text',
            'x-secret': true,
          },
        },
      },
      additionalProperties: false,
    },
  );
});
