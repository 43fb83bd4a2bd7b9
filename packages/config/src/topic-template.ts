/** What a placeholder of a template stands for; `cid` and `clientid` are two names of one thing, the identity. */
export const upstreamPlaceholders: readonly string[] = [
  'cid',
  'clientid',
  'action',
  'type',
  'id',
  'username',
  'version',
];

/** The placeholders of the identity. */
export const identityPlaceholders: readonly string[] = ['cid', 'clientid'];

/** The names between `${` and `}` in a template, in order. */
export const placeholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(placeholder)].map((match) => match[1] ?? '');

/** Whether the template has a `${` that nothing closes. */
export const isUnclosed = (template: string): boolean => template.replace(placeholder, '').includes('${');

/**
 * Whether two templates can give the same topic, whatever their placeholders stand for. An identity is never empty; the other
 * placeholders may be. None of them can hold a `/`, since their values are percent-encoded.
 */
export const canCoincide = (a: string, b: string): boolean => {
  const levelsOfA = a.split('/');
  const levelsOfB = b.split('/');
  return (
    levelsOfA.length === levelsOfB.length &&
    levelsOfA.every((level, index) => levelsCoincide(piecesOf(level), piecesOf(levelsOfB[index] ?? '')))
  );
};

const placeholder = /\$\{([^}]*)\}/g;

// A single character, or one of two that no topic can hold: any character, any text.
type Piece = string;
const anyCharacter: Piece = '+';
const any: Piece = '#';

const piecesOf = (level: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of level.matchAll(placeholder)) {
    pieces.push(...level.slice(end, match.index));
    if (identityPlaceholders.includes(match[1] ?? '')) pieces.push(anyCharacter);
    pieces.push(any);
    end = match.index + match[0].length;
  }
  return [...pieces, ...level.slice(end)];
};

// Cell [i][j]: what is left of a from i and of b from j can give the same text. Filled from the end, so that two long rows of
// placeholders cost their product and no more.
const levelsCoincide = (a: readonly Piece[], b: readonly Piece[]): boolean => {
  let below: readonly boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      const one = a[i];
      const other = b[j];
      if (one === undefined && other === undefined) row[j] = true;
      // Something that takes any text ends here, or takes one character more of the other side.
      else if (one === any || other === any) row[j] = below[j] === true || row[j + 1] === true;
      else row[j] = canBeSame(one, other) && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
};

const canBeSame = (one: Piece | undefined, other: Piece | undefined): boolean =>
  one !== undefined && other !== undefined && (one === anyCharacter || other === anyCharacter || one === other);
