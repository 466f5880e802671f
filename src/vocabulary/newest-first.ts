import { decodeCursor, encodeCursor, refuseCursor } from './connection.js';

/** A place in a list that has the newest first: the moment and the id of the item there. */
export interface NewestFirstPlace {
  readonly at: Date;
  /** UUID. */
  readonly id: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be an id that this hub made. */
export const isOurId = (text: string): boolean => uuid.test(text);

/** The opaque cursor of a place; `list` keeps it from being taken by another list. */
export function writePlace(list: string, { at, id }: NewestFirstPlace): string {
  return encodeCursor(list, at.toISOString(), id);
}

/** Null for no cursor. Throws BAD_USER_INPUT when it is not of this list. */
export function readPlace(list: string, cursor: string | null): NewestFirstPlace | null {
  if (cursor === null) return null;
  const [kind, moment, id] = decodeCursor(cursor, 3);
  const at = new Date(typeof moment === 'string' ? moment : Number.NaN);
  if (kind === list && typeof id === 'string' && isOurId(id) && !Number.isNaN(at.getTime()))
    return { at, id };
  return refuseCursor();
}
