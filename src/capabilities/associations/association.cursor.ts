import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';

/** Where a page ended: after an association of the mirror, or at a place in the register's own search. */
export type AssociationCursor =
  | { readonly kind: 'mirror'; readonly sortName: string; readonly vCode: string }
  | { readonly kind: 'register'; readonly offset: number };

export function writeCursor(cursor: AssociationCursor): string {
  return cursor.kind === 'mirror'
    ? encodeCursor('mirror', cursor.sortName, cursor.vCode)
    : encodeCursor('register', cursor.offset, '');
}

/** Throws BAD_USER_INPUT when the text is no cursor of this list. */
export function readCursor(text: string): AssociationCursor {
  const [kind, place, vCode] = decodeCursor(text, 3);
  if (
    kind === 'mirror' &&
    typeof place === 'string' &&
    typeof vCode === 'string' &&
    !`${place}${vCode}`.includes('\0')
  )
    return { kind, sortName: place, vCode };
  if (
    kind === 'register' &&
    typeof place === 'number' &&
    Number.isInteger(place) &&
    place >= 0 &&
    place <= 1000
  )
    return { kind, offset: place };
  // Whole, but not of this list: refused as any other text.
  return readCursor('');
}
