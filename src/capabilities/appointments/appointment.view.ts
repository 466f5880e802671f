import type { PlatformUnavailable } from '../../vocabulary/problem.js';
import { idempotencyConflict, PlatformUnavailable as Unavailable } from '../../vocabulary/problem.js';
import { toSource } from '../../vocabulary/source.js';
import { encodeId } from './appointment.ids.js';
import type { AppointmentRecord } from './appointment.records.js';
import type { ShownAppointment } from './appointment-reading.service.js';
import type { BookingResult, RefusalCode } from './booking.result.js';
import { Appointment, AppointmentNotPossible, SlotTaken } from './booking.types.js';
import type { CancelLinks } from './cancel-links.js';

/** What the graph shows of an appointment and no record holds. */
export interface AppointmentAddresses {
  readonly links: CancelLinks;
  /** Where people reach the hub. */
  readonly publicUrl: string;
  readonly videoUrlOf: (record: AppointmentRecord) => string | null;
  readonly isChangeable: (record: AppointmentRecord) => boolean;
}

/** An appointment in the graph's words. */
export function toAppointment(
  { record, source }: ShownAppointment,
  { links, publicUrl, videoUrlOf, isChangeable }: AppointmentAddresses,
): Appointment {
  const { id, commandId, state, reason, startsAt, endsAt, platform, parts, locationId, locationName } =
    record;
  const { lastName, firstName, email, phone, mobilePhone } = record.customer;
  return Object.assign(new Appointment(), {
    id,
    reference: commandId,
    state,
    reason,
    start: startsAt,
    end: endsAt,
    services: parts.map(({ service, name, people }) => ({
      service: encodeId('service', { platform, id: service }),
      name,
      people,
    })),
    location: encodeId('location', { platform, id: locationId }),
    locationName,
    customer: { lastName, firstName, email, phone, mobilePhone },
    videoUrl: state === 'BOOKED' ? videoUrlOf(record) : null,
    cancelUrl: isChangeable(record) && !record.linkUsedAt ? links.urlOf(record) : null,
    calendarUrl: `${publicUrl.replace(/\/+$/, '')}/appointments/${id}.ics`,
    replaces: record.replacesId,
    requestedAt: record.requestedAt,
    source: toSource(source),
    record,
  } satisfies Appointment);
}

export const whyNot: Readonly<Record<RefusalCode, string>> = {
  PAST: 'Dit tijdstip is voorbij.',
  REQUIRED: 'Dit veld moet ingevuld zijn.',
  TOO_LONG: 'Dit veld is te lang.',
  INVALID: 'Dit veld is niet juist ingevuld.',
  NOT_MOBILE: 'Dit is geen gsm-nummer.',
  NOT_YOURS: 'Dit is het rijksregisternummer van iemand anders.',
  NOT_SUPPORTED:
    'Voor deze afspraak is een gegeven nodig dat hier niet gevraagd kan worden: neem contact op.',
  TOO_MANY: 'U hebt al te veel afspraken die nog moeten komen.',
  NOT_FOUND: 'Deze afspraak bestaat niet.',
  NOT_BOOKED: 'Deze afspraak staat niet vast, of is al geannuleerd.',
  BUSY: 'Deze afspraak wordt net gewijzigd: kijk zo dadelijk opnieuw.',
  NO_REFERENCE: 'Het nummer van deze afspraak is niet bekend: neem contact op.',
  REFUSED: 'Het afsprakensysteem weigert dit.',
  WITHDRAWN: 'Deze aanvraag werd ingetrokken.',
  OFFER_ENDED: 'Dit aanbod geldt niet meer.',
};

type Problems =
  SlotTaken | AppointmentNotPossible | PlatformUnavailable | ReturnType<typeof idempotencyConflict>;

export function unavailable({
  platform,
  retryAfterMs,
}: {
  readonly platform: string;
  readonly retryAfterMs: number | null;
}): PlatformUnavailable {
  return Object.assign(new Unavailable(), {
    code: 'PLATFORM_UNAVAILABLE',
    message: 'Het afsprakensysteem antwoordt niet: probeer het later opnieuw.',
    source: platform,
    retryAfter: retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1000),
  });
}

/** What came of a change, in the graph's words. */
export function toResult(result: BookingResult, addresses: AppointmentAddresses): Appointment | Problems {
  switch (result.kind) {
    case 'APPOINTMENT':
      return toAppointment(result.shown, addresses);
    case 'SLOT_TAKEN':
      return Object.assign(new SlotTaken(), {
        code: 'SLOT_TAKEN',
        message: 'Dit tijdstip is niet, of niet meer, vrij.',
        alternatives: result.alternatives.map(({ start, end }) => ({
          start,
          end,
          source: toSource(result.source),
        })),
      });
    case 'NOT_POSSIBLE':
      return Object.assign(new AppointmentNotPossible(), {
        code: result.code,
        message: whyNot[result.code],
        field: result.field,
      });
    case 'UNAVAILABLE':
      return unavailable(result);
    case 'CONFLICT':
      return idempotencyConflict();
  }
}
