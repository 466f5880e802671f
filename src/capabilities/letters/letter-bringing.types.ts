import { createUnionType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, Problem } from '../../vocabulary/problem.js';
import { Letter } from './letters.types.js';

@Thing({
  implements: Problem,
  description:
    'The letter was left as it is. Its code: NOT_FOUND, the asker’s organisation has no such letter; NOT_PENDING_MANUAL, it does not wait for somebody to bring it; DATE_NOT_VALID, the day is to come, or before it was asked to send it; NOTE_NOT_VALID, the note is empty, longer than 500 characters, or has a character that it may not.',
})
export class LetterNotBrought extends Problem {}

export const MarkLetterBroughtResult = createUnionType({
  name: 'MarkLetterBroughtResult',
  description: 'The letter as it stands now, or why it was left as it was.',
  types: () => [Letter, LetterNotBrought, IdempotencyConflict] as const,
});
