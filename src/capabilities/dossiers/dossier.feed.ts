import { createHash } from 'node:crypto';
import { pageOfAll, type TimelineFeed } from '../timeline/timeline.feed.js';
import { TimelineEntry } from '../timeline/timeline.types.js';
import type { DossiersService } from './dossiers.service.js';
import { type DossierStateView, DossierView } from './dossiers.types.js';

/** The states that the dossiers of a person came into. */
export function dossierFeed(service: DossiersService): TimelineFeed {
  return {
    kind: 'DOSSIER',
    async entriesOf(nationalNumber, start, limit, context) {
      const { items, source } = await service.of(nationalNumber, context);
      const all = items.flatMap((dossier) => entriesOf(dossier, source.platform));
      return { entries: pageOfAll(all, start, limit), source };
    },
  };
}

function entriesOf(view: DossierView, platform: string): TimelineEntry[] {
  const item = Object.assign(new DossierView(), view);
  const states: readonly DossierStateView[] = [view, ...view.history];
  return states.map((state, age) =>
    Object.assign(new TimelineEntry(), {
      id: idOf(view, state, states.slice(age + 1)),
      at: state.status?.changedAt ?? state.changedAt ?? state.from,
      kind: 'DOSSIER',
      title: state.name,
      detail: state.status?.code ?? state.status?.phase ?? null,
      actionNeeded: age === 0 ? (state.status?.action?.needed ?? null) : false,
      platform,
      item,
    } satisfies TimelineEntry),
  );
}

/** A dossier's number says something of a person, and ids travel in cursors: so a digest of it. */
function idOf(
  { authority, number }: DossierView,
  { from }: DossierStateView,
  older: readonly DossierStateView[],
): string {
  const sameMoment = older.filter((state) => state.from.getTime() === from.getTime()).length;
  return createHash('sha256')
    .update(JSON.stringify([authority, number, from.getTime(), sameMoment]))
    .digest('hex')
    .slice(0, 32);
}
