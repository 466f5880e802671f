import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Returns the E.164 form (+32470123456) of a phone number; national notation is read as Belgian. Throws with the reason when it is none. */
export function parsePhoneNumber(input: string): string {
  const phone = parsePhoneNumberFromString(input, 'BE');
  if (!phone?.isValid())
    throw new Error('Not a phone number: write +32 470 12 34 56, or 0470 12 34 56 for Belgium.');
  return phone.number;
}
