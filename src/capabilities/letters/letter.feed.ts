import { placeOf, type TimelineFeed } from '../timeline/timeline.feed.js';
import { TimelineEntry } from '../timeline/timeline.types.js';
import { toOwnLetter } from './letter.view.js';
import type { LettersService, ShownLetter } from './letters.service.js';

/** The letters that a person was sent. When one was read, no platform tells. */
export function letterFeed(service: LettersService): TimelineFeed {
  return {
    kind: 'LETTER',
    async entriesOf(nationalNumber, start, limit, context) {
      const { items, source } = await service.sentAfter(nationalNumber, placeOf(start), limit, context);
      return { entries: items.map(entryOf), source };
    },
  };
}

function entryOf(letter: ShownLetter): TimelineEntry {
  const { id, sentAt, subject } = letter.record;
  return Object.assign(new TimelineEntry(), {
    id,
    at: sentAt!,
    kind: 'LETTER',
    title: subject,
    detail: 'SENT',
    actionNeeded: null,
    platform: letter.source.platform,
    item: toOwnLetter(letter),
  } satisfies TimelineEntry);
}
