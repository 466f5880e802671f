import { pageOfAll, type TimelineFeed } from '../timeline/timeline.feed.js';
import { TimelineEntry } from '../timeline/timeline.types.js';
import { toOwn } from './own-request.view.js';
import type { OwnRequest, SignaturesService } from './signatures.service.js';

/** What a person was asked to sign, and when they did. */
export function signatureFeed(service: SignaturesService): TimelineFeed {
  return {
    kind: 'SIGNATURE_REQUEST',
    async entriesOf(nationalNumber, start, limit, context) {
      const { items, source } = await service.ofCitizen(nationalNumber, context);
      return { entries: pageOfAll(items.flatMap(entriesOf), start, limit), source };
    },
  };
}

function entriesOf(request: OwnRequest): TimelineEntry[] {
  const { record, stage, own, source } = request;
  const entry = (id: string, at: Date, detail: string, actionNeeded: boolean) =>
    Object.assign(new TimelineEntry(), {
      id,
      at,
      kind: 'SIGNATURE_REQUEST',
      title: record.title,
      detail,
      actionNeeded,
      platform: source.platform,
      item: toOwn(request),
    } satisfies TimelineEntry);
  const isTheirTurn = own.role !== 'CARBON_COPY' && own.processedAt === null && stage === own.stage;
  const asked = entry(record.id, record.requestedAt, 'REQUESTED', isTheirTurn);
  return own.processedAt ? [asked, entry(`${record.id}-done`, own.processedAt, own.state, false)] : [asked];
}
