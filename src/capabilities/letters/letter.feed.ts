import { isOurId, type NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { FeedStart, TimelineFeed } from '../timeline/timeline.feed.js';
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

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The timeline also starts before or behind every id of a moment; the database compares ids with ids only. */
function placeOf(start: FeedStart | null): NewestFirstPlace | null {
  if (start === null) return null;
  const { at, afterId } = start;
  if (isOurId(afterId)) return { at, id: afterId };
  return { at, id: afterId < firstId ? firstId : lastId };
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
