import { createAppointmentCommands } from './capabilities/appointments/appointment.command.js';
import { createAppointmentDoors } from './capabilities/appointments/appointment.doors.js';
import { createAppointmentRecords } from './capabilities/appointments/appointment.records.js';
import { createAppointmentReminders } from './capabilities/appointments/appointment.reminders.js';
import { addSandboxAppointments } from './capabilities/appointments/appointment.sandbox.js';
import { AppointmentReadingService } from './capabilities/appointments/appointment-reading.service.js';
import { AppointmentsService } from './capabilities/appointments/appointments.service.js';
import { BookingService } from './capabilities/appointments/booking.service.js';
import { createCancelLinks } from './capabilities/appointments/cancel-links.js';
import { createOfferTexts } from './capabilities/appointments/offer.texts.js';
import { createSignedLinks } from './capabilities/appointments/signed-links.js';
import { createSlotOfferDoors } from './capabilities/appointments/slot-offer.doors.js';
import { createSlotOfferRecords } from './capabilities/appointments/slot-offer.records.js';
import { SlotOfferService } from './capabilities/appointments/slot-offer.service.js';
import { createWaitingListOffering } from './capabilities/appointments/waiting-list.offering.js';
import { createWaitingListRecords } from './capabilities/appointments/waiting-list.records.js';
import { WaitingListService } from './capabilities/appointments/waiting-list.service.js';
import { createReminderTexts } from './capabilities/appointments/reminder.texts.js';
import { createVideoRooms } from './capabilities/appointments/video-rooms.js';
import type { TextMessagesService } from './capabilities/texts/text-messages.service.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import type { JourneysOptions } from './journeys-options.js';

/** Appointments: booked, moved, cancelled, reminded of, and waited for. */
export async function openAppointments(options: JourneysOptions) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, audit, consents, clock, log } = options;
  const { kbo: organisation } = settings.organisation;
  const { longestRangeDays, mostOpen, video, reminders, waitingList } = settings.appointments;
  const { publicUrl } = settings.server;
  const providers = adapters.providers('appointments');
  const platform = adapters.platformOf('appointments');
  const records = createAppointmentRecords({ database, cipher });
  if (sandbox) await addSandboxAppointments({ database, cipher, keyedHash, clock, organisation });
  const videoUrlOf = createVideoRooms({
    keyedHash,
    roomUrl: video?.roomUrl ?? null,
    services: video?.services ?? [],
  });
  const kinds = createAppointmentCommands({ providers, records, clock, videoUrlOf });
  return {
    kinds: kinds.all as readonly CommandDefinition<never>[],
    serve(commands: Commands, textMessages: TextMessagesService) {
      const appointments = new AppointmentsService({ providers, platform, clock, longestRangeDays });
      const appointmentReading = new AppointmentReadingService({
        providers,
        platform,
        records,
        keyedHash,
        clock,
      });
      const bookings = new BookingService({
        appointments,
        reading: appointmentReading,
        providers,
        records,
        commands,
        kinds,
        keyedHash,
        clock,
        organisation,
        mostOpen,
      });
      const places = createWaitingListRecords({ database, cipher });
      const offers = createSlotOfferRecords({
        database,
        mostUnanswered: waitingList?.mostUnanswered ?? Infinity,
      });
      const slotOffers = new SlotOfferService({
        offers,
        places,
        appointments: records,
        bookings,
        keys: options.idempotencyKeys,
        clock,
      });
      const offerLinks = createSignedLinks({
        keyedHash,
        clock,
        publicUrl,
        path: '/appointments/offer',
        purpose: 'offer appointment',
      });
      const appointmentAddresses = {
        links: createCancelLinks({ keyedHash, clock, publicUrl }),
        publicUrl,
        videoUrlOf,
        isChangeable: appointmentReading.isChangeable.bind(appointmentReading),
      };
      return {
        appointments,
        appointmentReading,
        bookings,
        slotOffers,
        waitingList: new WaitingListService({
          appointments,
          providers,
          platform,
          places,
          offers,
          keys: options.idempotencyKeys,
          keyedHash,
          clock,
          organisation,
          mostDays: longestRangeDays,
          longestDays: waitingList?.longestDays ?? null,
        }),
        slotOfferDoors: createSlotOfferDoors({ service: slotOffers, links: offerLinks, audit }),
        /** Null: there is no waiting list. */
        waitingListOffering: waitingList
          ? createWaitingListOffering({
              database,
              providers,
              places,
              offers,
              answers: slotOffers,
              teller: createOfferTexts({
                texts: textMessages,
                consents,
                links: offerLinks,
                ...waitingList,
                clock,
                log,
              }),
              times: waitingList,
              quietHours: settings.texts.quietHours ?? null,
              mostDays: longestRangeDays,
              clock,
              log,
            })
          : null,
        appointmentAddresses,
        appointmentDoors: createAppointmentDoors({
          reading: appointmentReading,
          bookings,
          addresses: appointmentAddresses,
          audit,
        }),
        /** Null: nobody is reminded. */
        appointmentReminders: reminders
          ? createAppointmentReminders({
              records,
              sender: createReminderTexts({ texts: textMessages, consents, ...reminders, clock, log }),
              minutesBefore: reminders.minutesBefore,
              cancelUrlOf: appointmentAddresses.links.urlOf,
              videoUrlOf,
              clock,
              log,
            })
          : null,
      };
    },
  };
}
