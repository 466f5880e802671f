import type { Clock } from '../../../src/context/clock.js';
import type { Mailbox } from './mailbox.js';

const dayMs = 86_400_000;
const emma = '85671421468';
const lucas = '83630211767';
const maria = '48613011631';
const club = '0406798006';

/**
 * What a fictional Schilde sent before: Emma has one letter that waits, one that she read and one registered letter on paper,
 * Lucas let one expire, Maria never opened her e-Box, and one is for an enterprise. The sandbox has a record of each,
 * which knows these ids. Those that wait leave the e-Box most of a year from now, whenever that is.
 */
export function seed(mailbox: Mailbox, clock: Clock): void {
  const nextYear = (Math.floor(clock.now() / dayMs) + 340) * dayMs;
  const keep = (
    number: number,
    to: string,
    subject: string,
    more: { readonly read?: true; readonly registeredOnPaper?: true; readonly expiresAt?: number } = {},
  ) =>
    mailbox.keep({
      messageId: `eb0c0000-0000-4000-8000-00000000000${number}`,
      channel: more.registeredOnPaper ? 'PAPER' : 'EBOX',
      owner: { eboxType: to.length === 11 ? 'citizen' : 'enterprise', eboxIdValue: to },
      registered: more.registeredOnPaper ?? false,
      subject,
      files: [{ fileName: 'brief.pdf', mediaType: 'application/pdf', bytes: 24_000 }],
      expiresAt: more.expiresAt ?? nextYear,
      readStatus: more.read ?? false,
    });
  keep(1, emma, 'Beslissing over de inname van het openbaar domein');
  keep(2, emma, 'Uw identiteitskaart vervalt binnenkort', { read: true });
  keep(3, emma, 'Aanmaning retributie parkeren', { registeredOnPaper: true });
  keep(4, lucas, 'Uw rijbewijs ligt klaar', { expiresAt: Date.UTC(2026, 4, 1) });
  keep(5, maria, 'Uitnodiging seniorenfeest');
  keep(6, club, 'Uw aanvraag van een feestzaal');
  mailbox.withoutEbox.add(maria);
}
