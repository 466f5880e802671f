import { z } from 'zod';

const costOfLetter = (fallback: number) => z.int().min(0).default(fallback);

export const letterSettings = z.strictObject({
  costs: z
    .strictObject({
      ebox: costOfLetter(0).describe('One letter into an e-Box.'),
      paper: costOfLetter(150).describe(
        'One letter on paper. The default is a plausible amount, not a price list.',
      ),
      registeredPaper: costOfLetter(1_000).describe(
        'One registered letter on paper. The default is a plausible amount, not a price list.',
      ),
    })
    .prefault({})
    .describe('What a letter costs the municipality, in euro cents: what `letterCosts` adds up.'),
  batches: z
    .strictObject({
      mostRows: z
        .int()
        .min(1)
        .max(10_000)
        .default(10_000)
        .describe('How many recipients one batch may have.'),
      mostOpen: z
        .int()
        .min(1)
        .max(1_000)
        .default(200)
        .describe(
          'How many letters of one batch may be on their way to a platform at the same time: so many still go when it is paused.',
        ),
    })
    .prefault({})
    .describe('Letters of one template to many.'),
  senders: z
    .record(
      z.string().regex(/^\d{10}$/, { error: 'must be a KBO number without dots' }),
      z.strictObject({
        name: z.string().min(1).max(100).describe('Name of the organisation.'),
        lines: z
          .array(z.string().min(1).max(100))
          .max(5)
          .default([])
          .describe('What stands under it: address, telephone, website.'),
        place: z
          .string()
          .min(1)
          .max(60)
          .optional()
          .describe('Stands before the date; left out, the date stands alone.')
          .meta({ example: 'Schilde' }),
      }),
    )
    .default({})
    .describe(
      'What stands at the head of letters that are made from a template, by the KBO number of the organisation that sends them. Left out, the name of the municipality stands there, and nothing for another organisation.',
    ),
});
