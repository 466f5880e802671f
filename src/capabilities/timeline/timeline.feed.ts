import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { isOurId, type NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { TimelineEntry, TimelineKind } from './timeline.types.js';

/** From where a page goes on: what is older than `at`, and of that very moment what has an id behind `afterId`. */
export interface FeedStart {
  readonly at: Date;
  readonly afterId: string;
}

export interface FeedPage {
  /** Newest first, and of one moment by id. */
  readonly entries: readonly TimelineEntry[];
  readonly source: SourceStatus;
}

/** What one capability adds to the timeline of a person. A platform that is down is in the source, never an error. */
export interface TimelineFeed {
  readonly kind: TimelineKind;
  /** At most `limit` entries behind `start`; the newest when it is null. */
  entriesOf(
    nationalNumber: NationalNumber,
    start: FeedStart | null,
    limit: number,
    context: CallContext,
  ): Promise<FeedPage>;
}

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The place in a list of our own records where a page of the timeline goes on; null for the newest. The timeline also starts before or behind every id of a moment; the
 * database compares ids with ids only.
 */
export function placeOf(start: FeedStart | null): NewestFirstPlace | null {
  if (start === null) return null;
  const { at, afterId } = start;
  if (isOurId(afterId)) return { at, id: afterId };
  return { at, id: afterId < firstId ? firstId : lastId };
}

/** The page of a feed whose platform gives everything at once. */
export function pageOfAll(
  all: readonly TimelineEntry[],
  start: FeedStart | null,
  limit: number,
): readonly TimelineEntry[] {
  const behind = ({ at, id }: TimelineEntry) =>
    start === null ||
    at.getTime() < start.at.getTime() ||
    (at.getTime() === start.at.getTime() && id > start.afterId);
  return all.filter(behind).sort(newestFirst).slice(0, limit);
}

/** The order of the timeline: newest first, of one moment by kind, then by id. */
export function newestFirst(one: TimelineEntry, other: TimelineEntry): number {
  return other.at.getTime() - one.at.getTime() || compare(one.kind, other.kind) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
