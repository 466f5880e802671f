import { z } from 'zod';

const milliseconds = (minimum: number) => z.int().min(minimum);
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time such as 21:00, between quotes' });

const cents = z.number().min(0).max(100_000_000);

export const textSettings = z.strictObject({
  gateway: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Adapter through which texts (sms) are sent, such as sms-cm. May be left out when one gateway is configured.',
    ),
  failover: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether texts go through another configured gateway while this one fails.'),
      failures: z
        .int()
        .min(1)
        .default(5)
        .describe('After how many failures within the window another gateway is taken.'),
      windowMs: milliseconds(1_000).default(60_000).describe('Within which time those failures count.'),
      returnAfterMs: milliseconds(1_000)
        .default(900_000)
        .describe(
          'How long a gateway that was left is not used. For as long after it came back, one failure is enough to leave it again.',
        ),
    })
    .prefault({})
    .describe('When a gateway fails. A text of which it is not known whether it was sent stays where it is.'),
  centsPerPart: cents
    .max(1_000)
    .default(7)
    .describe('What one part of a text costs, in euro cents; with at most four decimals.'),
  mostParts: z
    .int()
    .min(1)
    .max(8)
    .default(6)
    .describe('In how many parts one text may be sent; a longer one is refused.'),
  budget: z
    .strictObject({
      monthlyCents: cents
        .optional()
        .describe(
          'What the texts of one organisation may cost in a calendar month, in euro cents. Above it texts are refused. Left out, there is no limit.',
        )
        .meta({ example: 50_000 }),
      organisations: z
        .record(
          z
            .string()
            .regex(/^(\d{10}|OVO\d{6})$/, { error: 'must be a KBO number without dots, or an OVO code' }),
          cents,
        )
        .default({})
        .describe('The same for one organisation, by its KBO number.'),
      alarmPercent: z
        .int()
        .min(1)
        .max(100)
        .default(80)
        .describe('At how much of its budget the alarm of an organisation is given, once a month.'),
    })
    .prefault({})
    .describe('What texts may cost.'),
  quietHours: z
    .strictObject({
      from: timeOfDay.describe('When they begin.').meta({ example: "'21:00'" }),
      until: timeOfDay
        .describe('When they end; the next day when it is earlier.')
        .meta({ example: "'08:00'" }),
    })
    .refine(({ from, until }) => from !== until, { error: 'must end at another time than they begin' })
    .optional()
    .describe(
      'Times of the clock in Brussels between which only urgent texts are sent; the others wait. Left out, texts are sent at any hour.',
    ),
});
