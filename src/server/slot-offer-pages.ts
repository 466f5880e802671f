import type { FastifyReply } from 'fastify';
import { html, type Html } from './html.js';
import { sendPage } from './layout.js';
import { visitor } from './requester.js';

/** When and where; not what for or who: whoever has the link sees it. */
export interface OfferLook {
  readonly stand: 'OPEN' | 'BOOKED' | 'PENDING' | 'TAKEN' | 'DECLINED' | 'UNAVAILABLE' | 'REFUSED';
  readonly startsAt: Date;
  readonly locationName: string;
  readonly expiresAt: Date;
  readonly alternatives: readonly Date[];
}

const moment = new Intl.DateTimeFormat('nl-BE', {
  timeZone: 'Europe/Brussels',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const whenAndWhere = ({ startsAt, locationName }: OfferLook): Html =>
  html`<p><strong>${moment.format(startsAt)}</strong><br />${locationName}</p>`;

function page(reply: FastifyReply, title: string, text: Html): FastifyReply {
  return sendPage(reply, {
    title,
    viewer: visitor,
    sandbox: false,
    path: '/',
    body: html`<div class="narrow">
      <h1>${title}</h1>
      ${text}
    </div>`,
  });
}

const buttons = (ticket: string): Html =>
  html`<form method="post" action="/appointments/offer/${ticket}">
      <button class="button" type="submit">Ja, boek deze afspraak</button>
    </form>
    <form method="post" action="/appointments/offer/${ticket}/decline">
      <button class="button" type="submit">Nee, geef dit aan iemand anders</button>
    </form>`;

/** Opening a link, as programs that look at messages do, changes nothing: a button does. */
export function offerPage(reply: FastifyReply, ticket: string, look: OfferLook): FastifyReply {
  const when = whenAndWhere(look);
  switch (look.stand) {
    case 'OPEN':
      return page(
        reply,
        'Er is een plaats vrij',
        html`${when}
          <p>
            U staat op de wachtlijst. Deze afspraak is voor u tot
            <strong>${moment.format(look.expiresAt)}</strong>. Iemand kan ze intussen wel aan het loket
            krijgen: wacht niet te lang.
          </p>
          ${buttons(ticket)}
          <p>Kiest u nee, dan blijft u op de wachtlijst staan.</p>`,
      );
    case 'BOOKED':
      return page(
        reply,
        'Uw afspraak is geboekt',
        html`${when}
          <p>U staat niet meer op de wachtlijst. U hoeft niets meer te doen.</p>`,
      );
    case 'PENDING':
      return page(
        reply,
        'Uw afspraak wordt geboekt',
        html`${when}
          <p>
            Het afsprakensysteem heeft dit nog niet bevestigd. Boek niet nog eens: neem contact op met de
            locatie als u niets meer hoort.
          </p>`,
      );
    case 'TAKEN':
      return page(
        reply.code(409),
        'Deze plaats is net ingenomen',
        html`${when}
          <p>
            Iemand anders was u voor. U blijft op dezelfde plaats op de wachtlijst staan: u krijgt de volgende
            plaats aangeboden.
          </p>
          ${others(look.alternatives)}`,
      );
    case 'DECLINED':
      return page(
        reply,
        'Deze plaats gaat naar iemand anders',
        html`${when}
          <p>U blijft op de wachtlijst staan: u krijgt een volgende plaats aangeboden.</p>`,
      );
    case 'UNAVAILABLE':
      return page(
        reply.code(503),
        'Het afsprakensysteem antwoordt niet',
        html`${when}
          <p>Er is niets geboekt. Probeer het zo dadelijk opnieuw.</p>
          ${buttons(ticket)}`,
      );
    case 'REFUSED':
      return page(
        reply.code(409),
        'Uw afspraak kon niet worden geboekt',
        html`${when}
          <p>Er is niets geboekt. Neem contact op met de locatie.</p>`,
      );
  }
}

function others(alternatives: readonly Date[]): Html {
  if (alternatives.length === 0) return html``;
  return html`<p>Deze tijdstippen zijn nu wel vrij. U kunt ze zelf boeken:</p>
    <ul>
      ${alternatives.map((start) => html`<li>${moment.format(start)}</li>`)}
    </ul>`;
}

/** The link is not ours, or its time has come. */
export function deadOfferPage(reply: FastifyReply): FastifyReply {
  return page(
    reply.code(404),
    'Deze link werkt niet meer',
    html`<p>
        Een vrije plaats blijft maar een tijd voor u. Daarna gaat ze naar de volgende op de wachtlijst.
      </p>
      <p>Neem contact op met de locatie als u hulp nodig hebt.</p>`,
  );
}
