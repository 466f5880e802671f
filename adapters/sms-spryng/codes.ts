import type { DeliveryMeaning, RefusalSubject } from '../../src/capabilities/texts/texts.port.js';

/** What Spryng's words stand for, as data. */

/** STATUS of a delivery report, as Spryng's reference of delivery reports lists them: two final ones, and one that is not. */
export const deliveryStatuses: Readonly<Record<string, DeliveryMeaning>> = {
  Delivered: { state: 'DELIVERED', reason: 'Aangekomen op de telefoon.' },
  'Not Delivered': {
    state: 'FAILED_PERMANENT',
    reason: 'Niet aangekomen, en wordt niet opnieuw geprobeerd.',
  },
  Buffered: { state: 'FAILED_TEMPORARY', reason: 'De telefoon staat uit of is niet bereikbaar.' },
};

export const unknownDelivery: DeliveryMeaning = {
  state: 'UNKNOWN',
  reason: 'Spryng meldt een toestand die we niet kennen.',
};

export interface Refusal {
  readonly about: RefusalSubject;
  /** For people, in Dutch. */
  readonly reason: string;
}

/** By the field that a 422 names first. */
export const refusedFields: Readonly<Record<string, Refusal>> = {
  recipients: { about: 'RECIPIENT', reason: 'Spryng aanvaardt het telefoonnummer niet.' },
  originator: { about: 'SENDER', reason: 'Spryng aanvaardt de afzender niet.' },
  body: { about: 'CONTENT', reason: 'Spryng aanvaardt de tekst niet.' },
  encoding: { about: 'CONTENT', reason: 'Spryng aanvaardt de tekst niet.' },
  reference: { about: 'OTHER', reason: 'Spryng aanvaardt het kenmerk van het bericht niet.' },
  route: { about: 'OTHER', reason: 'Spryng aanvaardt de route niet.' },
};

export const otherRefusal: Refusal = { about: 'OTHER', reason: 'Spryng weigert het bericht.' };
