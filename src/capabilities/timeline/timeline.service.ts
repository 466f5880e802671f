import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
import { type FeedStart, newestFirst, type TimelineFeed } from './timeline.feed.js';
import type { TimelineEntry } from './timeline.types.js';

/** Before and behind every id there is: ids are letters, digits and dashes. */
const beforeAll = '';
const behindAll = '~';

interface Position {
  readonly at: number;
  readonly kind: string;
  readonly id: string;
}

export interface TimelinePage {
  readonly edges: readonly { readonly cursor: string; readonly node: TimelineEntry }[];
  readonly hasNextPage: boolean;
  /** One for each platform, also when several kinds of entries are of it. */
  readonly sources: readonly SourceStatus[];
}

/** Everything that happened for a person on all platforms, in one list. */
export class TimelineService {
  constructor(private readonly feeds: readonly TimelineFeed[]) {}

  /** The `first` entries behind `after`, newest first. Throws BAD_USER_INPUT at a cursor that is not of this list. */
  async of(
    nationalNumber: NationalNumber,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<TimelinePage> {
    const position = after === null ? null : readPosition(after);
    const pages = await Promise.all(
      this.feeds.map((feed) =>
        feed.entriesOf(nationalNumber, startOf(feed.kind, position), first + 1, context),
      ),
    );
    const sources = new SourceLog();
    for (const { source } of pages) sources.add(source);
    const entries = pages.flatMap((page) => page.entries).sort(newestFirst);
    return {
      edges: entries.slice(0, first).map((node) => ({ cursor: writePosition(node), node })),
      hasNextPage: entries.length > first,
      sources: sources.summary(),
    };
  }
}

function writePosition({ at, kind, id }: TimelineEntry): string {
  return encodeCursor(at.getTime(), kind, id);
}

function readPosition(cursor: string): Position {
  const [at, kind, id] = decodeCursor(cursor, 3);
  if (
    typeof at === 'number' &&
    Number.isSafeInteger(at) &&
    typeof kind === 'string' &&
    typeof id === 'string'
  )
    return { at, kind, id };
  return readPosition('');
}

function startOf(kind: string, position: Position | null): FeedStart | null {
  if (position === null) return null;
  const at = new Date(position.at);
  if (kind === position.kind) return { at, afterId: position.id };
  return { at, afterId: kind > position.kind ? beforeAll : behindAll };
}
