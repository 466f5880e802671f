import { z } from 'zod';

export const appointmentSettings = z.strictObject({
  longestRangeDays: z
    .int()
    .min(1)
    .max(50)
    .default(31)
    .describe('Most days that one question about free times may span; JCC answers for 50 days at most.'),
  mostOpen: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe(
      'How many appointments to come one citizen may have, of those that were made through this hub.',
    ),
  video: z
    .strictObject({
      roomUrl: z
        .string()
        .regex(/^https:\/\/\S+\/:room\b\S*$/, 'must be an https address with /:room in it')
        .meta({ example: 'https://video.schilde.be/:room' })
        .describe(
          'Address of a room at the video service of the municipality; `:room` becomes a name that nobody can guess. The service must open a room that it does not know yet.',
        ),
      services: z
        .array(z.string().regex(/^[a-z0-9-]+:.+$/, 'must be the adapter, a colon and its id of the service'))
        .min(1)
        .describe(
          'Which services are had by video: the adapter, a colon and its own id, as in `products.links`.',
        ),
    })
    .optional()
    .describe('Appointments by video; left out: there are none.'),
  reminders: z
    .strictObject({
      minutesBefore: z
        .array(
          z
            .int()
            .min(15)
            .max(60 * 24 * 60),
        )
        .min(1)
        .default([1440])
        .describe('How long before an appointment a text reminds of it, in minutes; each once.'),
      text: z
        .string()
        .min(1)
        .default('U hebt een afspraak op {moment}: {location}. Annuleren: {cancelUrl}')
        .describe(
          'What the text says. {moment}, {location}, {cancelUrl} and {videoUrl} are filled in; one that is not there leaves nothing.',
        ),
      consent: z
        .string()
        .min(1)
        .default('alerts')
        .describe(
          'Purpose of `consents` to which a citizen must have agreed for SMS. Whoever booked without a login gave their number for the appointment itself.',
        ),
    })
    .optional()
    .describe('Reminders of appointments by text (sms); left out: there are none.'),
  waitingList: z
    .strictObject({
      answerMinutes: z
        .int()
        .min(15)
        .max(7 * 24 * 60)
        .default(240)
        .describe(
          'How long somebody has to take a time that is offered, in minutes; the quiet hours of `texts` do not count.',
        ),
      noticeMinutes: z
        .int()
        .min(0)
        .max(7 * 24 * 60)
        .default(120)
        .describe(
          'How long before an appointment begins its offer ends at the latest, in minutes; what begins sooner is not offered.',
        ),
      longestDays: z
        .int()
        .min(1)
        .max(365)
        .default(90)
        .describe('Until how many days ahead somebody may wait.'),
      mostUnanswered: z
        .int()
        .min(1)
        .max(100)
        .default(3)
        .describe('After how many offers that nobody answered a place on the list ends.'),
      text: z
        .string()
        .min(1)
        .default('Er is een plaats vrij op {moment}: {location}. Boek ze voor {until}: {offerUrl}')
        .describe(
          'What the text (sms) about an offer says. {moment}, {location}, {until} and {offerUrl} are filled in.',
        ),
      consent: z
        .string()
        .min(1)
        .default('alerts')
        .describe(
          'Purpose of `consents` to which a citizen must have agreed for SMS. Whoever a civil servant put on the list without a national number gave theirs for this.',
        ),
    })
    .optional()
    .describe('Waiting list for appointments when nothing is free; left out: there is none.'),
});
