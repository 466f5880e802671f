import { createSignedLinks, type SignedLinksOptions } from './signed-links.js';

/** Links with which whoever has one cancels one appointment, once, without a login: for a text or an e-mail. */
export interface CancelLinks {
  /** The link for an appointment; it works until the appointment begins. */
  urlOf(appointment: { readonly id: string; readonly startsAt: Date }): string;
  /** The appointment that a ticket is for; null when it is not ours, or its time has come. */
  idOf(ticket: string): string | null;
}

export function createCancelLinks(options: Omit<SignedLinksOptions, 'path' | 'purpose'>): CancelLinks {
  const links = createSignedLinks({
    ...options,
    path: '/appointments/cancel',
    purpose: 'cancel appointment',
  });
  return { urlOf: ({ id, startsAt }) => links.urlOf(id, startsAt), idOf: links.idOf };
}
