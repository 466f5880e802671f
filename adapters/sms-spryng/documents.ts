import { z } from 'zod';

/** A message as Spryng gives it back; it does not tell whether it arrived. */
export const message = z.object({
  id: z.string().min(1),
  encoding: z.string().nullish(),
  body: z.string().nullish(),
  reference: z.string().nullish(),
  credits: z.coerce.number().nullish(),
  scheduled_at: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
});
export type MessageDocument = z.output<typeof message>;

export const page = z.object({
  total: z.int().min(0),
  per_page: z.coerce.number().int().min(1),
  current_page: z.int().min(1),
  last_page: z.int().min(1),
  data: z.array(message),
});

export const balance = z.object({ amount: z.coerce.number() });

/** A refusal (422): the fields at fault, with texts that we do not keep, for they may repeat what was sent. */
export const refusal = z.object({ errors: z.record(z.string(), z.unknown()).nullish() });
