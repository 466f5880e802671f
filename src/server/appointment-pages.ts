import type { FastifyReply } from 'fastify';
import { html, type Html } from './html.js';
import { sendPage } from './layout.js';
import { visitor } from './requester.js';

/** When and where; not what for: whoever has the link sees it. */
export interface LinkedAppointment {
  readonly startsAt: Date;
  readonly locationName: string;
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

const whenAndWhere = ({ startsAt, locationName }: LinkedAppointment): Html =>
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

/** Asks whether it is to go: opening a link, as programs that look at messages do, changes nothing. */
export function mayCancelPage(reply: FastifyReply, ticket: string, linked: LinkedAppointment): FastifyReply {
  return page(
    reply,
    'Uw afspraak annuleren?',
    html`${whenAndWhere(linked)}
      <form method="post" action="/appointments/cancel/${ticket}">
        <button class="button" type="submit">Ja, annuleer mijn afspraak</button>
      </form>
      <p>Wilt u de afspraak houden? Dan hoeft u niets te doen.</p>`,
  );
}

export function cancelledPage(reply: FastifyReply, linked: LinkedAppointment): FastifyReply {
  return page(
    reply,
    'Uw afspraak is geannuleerd',
    html`${whenAndWhere(linked)}
      <p>U hoeft niets meer te doen.</p>`,
  );
}

export function cancellingPage(reply: FastifyReply, linked: LinkedAppointment): FastifyReply {
  return page(
    reply,
    'Uw afspraak wordt geannuleerd',
    html`${whenAndWhere(linked)}
      <p>
        Het afsprakensysteem heeft dit nog niet bevestigd. We blijven het proberen: u hoeft niets meer te
        doen.
      </p>`,
  );
}

export function notCancelledPage(reply: FastifyReply, linked: LinkedAppointment): FastifyReply {
  return page(
    reply.code(409),
    'Uw afspraak kon niet worden geannuleerd',
    html`${whenAndWhere(linked)}
      <p>De afspraak staat nog. Neem contact op met de locatie als u niet kunt komen.</p>`,
  );
}

/** The link is not ours, its time has come, or it was used. */
export function deadLinkPage(reply: FastifyReply): FastifyReply {
  return page(
    reply.code(404),
    'Deze link werkt niet meer',
    html`<p>Een link om een afspraak te annuleren werkt één keer, en tot de afspraak begint.</p>
      <p>Neem contact op met de locatie als u niet kunt komen.</p>`,
  );
}
