import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

/** Qmatic's names of what a customer can have. */
export const customerFieldNames = [
  'firstName',
  'email',
  'phone',
  'dateOfBirth',
  'identificationNumber',
  'addressLine1',
  'addressZip',
  'addressCity',
] as const;

const fieldList = z.array(z.enum(customerFieldNames));

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .describe('Base URL of the public calendar API, up to and with `/calendar-backend/public/api/`.'),
  apiKey: secret().describe('Key of the API gateway, sent in the header X-Api-Key.'),
  title: z
    .string()
    .min(1)
    .max(100)
    .default('Online afspraak')
    .describe('Title under which an appointment stands in the calendar.'),
  requiredCustomerFields: fieldList
    .default(['firstName', 'email', 'phone'])
    .describe('What a customer must fill in besides the last name; Qmatic cannot be asked for it.'),
  optionalCustomerFields: fieldList.default([]).describe('What a customer may fill in besides that.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
