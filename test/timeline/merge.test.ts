import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newestFirst, pageOfAll, type TimelineFeed } from '../../src/capabilities/timeline/timeline.feed.js';
import { TimelineService } from '../../src/capabilities/timeline/timeline.service.js';
import { TimelineEntry, type TimelineKind } from '../../src/capabilities/timeline/timeline.types.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';

const emma = NationalNumber.parse('85671421468');
const source = { platform: 'x', state: 'FRESH', fetchedAt: null, since: null, reason: null } as const;

const feedOf = (kind: string, all: readonly TimelineEntry[]): TimelineFeed => ({
  kind: kind as TimelineKind,
  entriesOf: async (_nationalNumber, start, limit) => ({ entries: pageOfAll(all, start, limit), source }),
});

/** Few moments and few ids, so that many entries share a moment, and ids come back in other feeds. */
const feeds = fc
  .array(
    fc.uniqueArray(
      fc.record({ at: fc.integer({ min: 0, max: 6 }), id: fc.constantFrom('0a', '1b', 'f-2', 'f0') }),
      {
        selector: ({ at, id }) => `${at} ${id}`,
      },
    ),
    { maxLength: 4 },
  )
  .map((lists) =>
    lists.map((list, index) =>
      list.map(({ at, id }) =>
        Object.assign(new TimelineEntry(), { at: new Date(at * 1_000), id, kind: `KIND_${index}` }),
      ),
    ),
  );

test('given any feeds and any page size, then the pages together are everything, once, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(feeds, fc.integer({ min: 1, max: 5 }), async (lists, first) => {
      const service = new TimelineService(lists.map((list, index) => feedOf(`KIND_${index}`, list)));
      const seen: TimelineEntry[] = [];
      for (let after: string | null = null; ;) {
        const page = await service.of(emma, first, after, callContext());
        expect(page.edges.length).toBeLessThanOrEqual(first);
        seen.push(...page.edges.map(({ node }) => node));
        if (!page.hasNextPage) break;
        expect(page.edges).toHaveLength(first);
        after = page.edges.at(-1)!.cursor;
      }
      expect(seen).toEqual(lists.flat().sort(newestFirst));
    }),
  );
});

test.each([
  ['nonsense', 'nonsense'],
  ['a cursor of another list', Buffer.from(JSON.stringify([1, 'mirror', 'a', 'b'])).toString('base64url')],
  ['a moment that cannot be', Buffer.from(JSON.stringify([1, 1e300, 'DOSSIER', 'a'])).toString('base64url')],
])('given %s as cursor, then it is refused', async (_name, cursor) => {
  await expect(new TimelineService([]).of(emma, 5, cursor, callContext())).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
