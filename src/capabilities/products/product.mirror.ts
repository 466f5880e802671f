import { PlatformError } from '../../adapter/platform-error.js';
import type { Clock } from '../../context/clock.js';
import { createMirrorState, type MirrorStatus } from '../../jobs/mirror-state.js';
import type { Log } from '../../operations/log.js';
import type { NoteUnknownValue } from '../../operations/unknown-values.js';
import type { Database } from '../../storage/database.js';
import { type CodeNames, readCodeNames, unknownCodes, writeCodeNames } from './product.codes.js';
import { countGeneration, keepOnly, mirrorName, takeIn } from './product.copy.js';
import type { ProductsPort, ProductVersion } from './products.port.js';

export interface ProductMirrorOptions {
  readonly database: Database;
  readonly port: ProductsPort;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For what the platform's own lists do not know, or that cannot be. */
  readonly noteUnknownValue: NoteUnknownValue;
  /** How long after it last followed the feed the mirror still counts as FRESH, in milliseconds. */
  readonly freshForMs?: number;
}

/** Our copy of the product catalogue, kept by its feed of versions. */
export interface ProductMirror {
  status(): Promise<MirrorStatus>;
  /**
   * Reads the feed from where it was left to its end. Each page is stored together with its number, so that an end at
   * any point loses nothing and a page that is read twice does no harm. A feed that began anew is read from its beginning
   * beside the copy that answers questions, which it replaces when it is whole. Rejects with PlatformError.
   */
  follow(signal?: AbortSignal): Promise<void>;
}

/** A page of the feed that was read, in one generation of the copy. */
interface Place {
  readonly basis: string;
  readonly generation: number;
  readonly page: number;
  /** The first version on that page; another one there means that the feed began anew. Null: nothing was read yet. */
  readonly anchor: string | null;
  readonly etag: string | null;
}

interface Bookmark {
  /** Where the copy that answers questions is; null until there is one. */
  readonly shown: Place | null;
  /** Where the copy that is being filled is; null when none is. */
  readonly filling: Place | null;
}

/** Pages of 42 s were seen. */
const callMs = 150_000;
const longestPauseMs = 5 * 60_000;
const codesEveryMs = 24 * 3_600_000;
const codesAgainMs = 3_600_000;

export function createProductMirror(options: ProductMirrorOptions): ProductMirror {
  const { database, port, platform, clock, log, noteUnknownValue, freshForMs = 5 * 60_000 } = options;
  const { client } = database;
  const state = createMirrorState({ database, name: mirrorName, platform, clock, log, freshForMs });
  let names: CodeNames = new Map();
  let codesDueAt = 0;
  let notBefore = 0;

  async function readBookmark(): Promise<Bookmark> {
    return ((await state.read())?.bookmark ?? { shown: null, filling: null }) as unknown as Bookmark;
  }

  /** The names of the codes, once a day; without them the codes alone are shown. */
  async function renewCodes(signal?: AbortSignal): Promise<void> {
    if (clock.now() < codesDueAt) return;
    codesDueAt = clock.now() + codesEveryMs;
    try {
      await writeCodeNames(client, await port.codeNames(state.context(callMs, signal)));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      codesDueAt = clock.now() + codesAgainMs;
      log.warn('products.codes.unread', { code: error.code });
    }
    names = await readCodeNames(client);
  }

  /** Reads on from a place to the end of the feed. `RESET` when the feed is no longer the one that was read so far. */
  async function walk(
    from: Place,
    bookmarkOf: (place: Place) => Bookmark,
    signal?: AbortSignal,
  ): Promise<{ readonly place: Place; readonly askedAt: Date } | 'RESET'> {
    let place = from;
    for (let number = from.page; ; number += 1) {
      signal?.throwIfAborted();
      const askedAt = new Date(clock.now());
      const again = number === from.page && from.anchor !== null;
      const page = await port.page(number, again ? from.etag : null, state.context(callMs, signal));
      if (page === 'UNCHANGED') return { place, askedAt };
      if (again && page?.firstVersionId !== from.anchor) return 'RESET';
      if (page === null && number === 0)
        throw new PlatformError(platform, 'HTTP_4XX', { status: 404, platformCode: 'NO_FEED' });
      if (page === null) throw new PlatformError(platform, 'MALFORMED', { platformCode: 'PAGE_MISSING' });
      // The tag is for the last page only: one that did not change would otherwise be taken for the end of the feed.
      const etag = page.hasNext ? null : page.etag;
      place = { ...place, page: number, anchor: page.firstVersionId, etag };
      const news = await client.$transaction(async (tx) => {
        const taken = await takeIn(tx, place.generation, page.versions);
        await state.keep(tx, { sequence: number, bookmark: bookmarkOf(place) });
        return taken;
      });
      news.forEach(noteUnknown);
      if (!page.hasNext) return { place, askedAt };
      if (page.pauseMs > 0) await clock.sleep(Math.min(page.pauseMs, longestPauseMs), signal);
    }
  }

  /** Begins a generation beside the one that is shown. */
  async function beginFilling(shown: Place | null, left: Place | null): Promise<Place> {
    const generation = Math.max(shown?.generation ?? 0, left?.generation ?? 0) + 1;
    const filling = { basis: port.basis, generation, page: 0, anchor: null, etag: null };
    await client.$transaction(async (tx) => {
      await keepOnly(tx, shown?.generation ?? null);
      await state.keep(tx, { bookmark: { shown, filling } });
    });
    return filling;
  }

  async function fill(shown: Place | null, left: Place | null, signal?: AbortSignal): Promise<void> {
    await port.requireAccess(state.context(callMs, signal));
    const begun = left?.basis === port.basis ? left : await beginFilling(shown, left);
    const end = await walk(begun, (filling) => ({ shown, filling }), signal);
    if (end === 'RESET') {
      await beginFilling(shown, begun);
      throw new PlatformError(platform, 'MALFORMED', { platformCode: 'FEED_RESET' });
    }
    const { place, askedAt } = end;
    const count = await countGeneration(client, place.generation);
    if (count === 0 && shown && (await countGeneration(client, shown.generation)) > 0)
      throw new PlatformError(platform, 'MALFORMED', { platformCode: 'EMPTY_FEED' });
    await client.$transaction(async (tx) => {
      await keepOnly(tx, place.generation);
      await state.keep(tx, {
        bookmark: { shown: place, filling: null },
        filledAt: askedAt,
        followedAt: askedAt,
      });
      await state.noteWell(tx);
    });
    log.info('mirror.filled', { mirror: mirrorName, count, page: place.page });
  }

  async function followWhole(signal?: AbortSignal): Promise<void> {
    await renewCodes(signal);
    const { shown, filling } = await readBookmark();
    if (filling || !shown || shown.basis !== port.basis) return fill(shown, filling, signal);
    const end = await walk(shown, (place) => ({ shown: place, filling: null }), signal);
    if (end === 'RESET') {
      log.warn('mirror.feed.reset', { mirror: mirrorName, page: shown.page });
      await state.noteFailure('FEED_RESET');
      return fill(shown, null, signal);
    }
    await client.$transaction(async (tx) => {
      await state.keep(tx, { followedAt: end.askedAt });
      await state.noteWell(tx);
    });
  }

  function noteUnknown({ product }: ProductVersion): void {
    if (!product) return;
    for (const { list, code } of unknownCodes(product, names)) noteUnknownValue(list, code, product.number);
    const { startsAt, endsAt } = product;
    if (startsAt && endsAt && Date.parse(endsAt) < Date.parse(startsAt))
      noteUnknownValue('period', 'END_BEFORE_START', product.number);
  }

  return {
    status: () => state.status(),

    async follow(signal) {
      // The platform told us to wait; asking before would only prolong it.
      if (clock.now() < notBefore) return;
      try {
        await state.attempt(() => followWhole(signal), signal);
      } catch (error) {
        if (error instanceof PlatformError && error.code === 'THROTTLED')
          notBefore = clock.now() + (error.retryAfterMs ?? 0);
        throw error;
      }
    },
  };
}
