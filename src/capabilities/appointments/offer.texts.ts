import { randomUUID } from 'node:crypto';
import { SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { Consents } from '../../privacy/consent.js';
import type { TextMessagesService } from '../texts/text-messages.service.js';
import { filled } from '../texts/text-templates.js';
import type { SignedLinks } from './signed-links.js';
import type { OfferTeller } from './waiting-list.offering.js';

export interface OfferTextsOptions {
  readonly texts: Pick<TextMessagesService, 'send'>;
  readonly consents: Pick<Consents, 'holds'>;
  readonly links: SignedLinks;
  /** With {moment}, {location}, {until} and {offerUrl}. */
  readonly text: string;
  /** Code of the purpose to which a citizen must have agreed. */
  readonly consent: string;
  readonly clock: Clock;
  readonly log: Log;
}

const moment = new Intl.DateTimeFormat('nl-BE', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Brussels',
});

const deadlineMs = 30_000;

/** Tells of offers by text. Consent is looked at here, so that nothing is paid for in vain, and again when the text is sent. */
export function createOfferTexts(options: OfferTextsOptions): OfferTeller {
  const { texts, consents, links, text, consent: purpose, clock, log } = options;
  return {
    async tell({ id, startsAt, expiresAt, locationName }, { organisation, subjectHash, mobile }) {
      if (mobile === null) return 'NOBODY';
      const consent = subjectHash === null ? null : { subjectHash, purpose };
      if (consent && !(await consents.holds(consent.subjectHash, purpose, 'SMS'))) return 'NOBODY';
      const content = filled(text, [
        { name: 'moment', value: moment.format(startsAt) },
        { name: 'location', value: locationName },
        { name: 'until', value: moment.format(expiresAt) },
        { name: 'offerUrl', value: links.urlOf(id, expiresAt) },
      ]);
      const key = `slot-offer ${id}`;
      const sending = await texts.send(
        { to: mobile, content, template: null, urgent: false, sender: null, consent },
        { owner: `SYSTEM:${organisation}:waiting-list`, key, operation: 'slotOffer', input: { key } },
        {
          correlationId: randomUUID(),
          deadline: clock.now() + deadlineMs,
          actor: { kind: 'SYSTEM', id: 'waiting-list' },
          subject: null,
          mandate: { kind: 'OFFICE', organisation },
          purpose: null,
          sources: new SourceLog(),
        },
      );
      switch (sending.kind) {
        case 'ACCEPTED':
          return 'SMS';
        // A budget or a gateway gets better by waiting.
        case 'BUDGET_SPENT':
        case 'NOT_CONFIGURED':
          return 'LATER';
        default:
          log.warn('slot-offer.unsendable', {
            offer: id,
            ...(sending.kind === 'FAULTY' && {
              faults: sending.faults.map(({ field, reason }) => `${field} ${reason}`).join(','),
            }),
          });
          return 'NOBODY';
      }
    },
  };
}
