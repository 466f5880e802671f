import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { parsePhoneNumber } from './phone-number.js';

declare const mobile: unique symbol;

/** A phone number in E.164 form (+32470123456) that can receive texts. */
export type MobileNumber = string & { readonly [mobile]: true };

/** Returns a mobile number in E.164 form; national notation is read as Belgian. Throws with the reason, which never holds the input. */
export function parseMobileNumber(input: string): MobileNumber {
  const number = parsePhoneNumber(input);
  // This metadata knows mobile ranges only, so that a fixed line is not valid in it.
  if (!parsePhoneNumberFromString(number)?.isValid())
    throw new Error('Not a mobile number: a fixed line cannot receive texts.');
  return number as MobileNumber;
}
