import { z } from 'zod';

const days = (standard: number, sentence: string) =>
  z.int().min(1).max(400).default(standard).describe(sentence);

const terms = z.strictObject({
  completenessDays: days(
    30,
    'Days after filing within which completeness is checked (schilde.be, over de omgevingsvergunning).',
  ),
  normalDays: days(
    105,
    'Days to decide in the normal procedure (schilde.be, wat zijn de verschillende procedures).',
  ),
  normalWithPovcDays: days(
    120,
    'Days to decide in the normal procedure with advice of the POVC (schilde.be).',
  ),
  simplifiedDays: days(60, 'Days to decide in the simplified procedure; it cannot be extended (schilde.be).'),
  extensionDays: days(
    60,
    'Days by which the normal procedure can be extended (maaseik.be, omgevingsvergunning procedures).',
  ),
  publicInquiryDays: days(30, 'Days that a public inquiry lasts (not read from a source: check it).'),
  postingDays: days(30, 'Days that a decision stays posted on the site (schilde.be).'),
  appealDays: days(30, 'Days to appeal, after the first day of posting (torhout.be).'),
  worksAfterDays: days(
    36,
    'Days after the first day of posting from which works may begin: 35 are waited (schilde.be, torhout.be).',
  ),
});

/** Settings of the permits capability: its copy of the open data, and the legal terms from which deadlines follow. */
export const permitSettings = z.strictObject({
  mirrorAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time such as 03:15' })
    .default('03:15')
    .describe('From when on each night our copy of the open data is brought up to date, Brussels time.'),
  overlapDays: z
    .int()
    .min(0)
    .max(60)
    .default(7)
    .describe('How many days before the latest known change a pull begins, for what became visible late.'),
  wholeEveryDays: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe(
      'After how many days everything is pulled again, which removes what the open data no longer has.',
    ),
  mostPerPage: z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Longest page of projects that one question may ask.'),
  terms: terms.prefault({}).describe('Legal terms in calendar days, from which deadlines are computed.'),
});

export type PermitSettings = z.output<typeof permitSettings>;
export type LegalTerms = PermitSettings['terms'];
