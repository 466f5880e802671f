/** Returns the ten digits of a KBO (enterprise) number, dots and spaces removed; throws with the reason when it is none. */
export function parseKboNumber(input: string): string {
  const digits = input.replace(/[\s.]/g, '').replace(/^BE/i, '');
  if (!/^[01]\d{9}$/.test(digits)) throw new Error('A KBO number has 10 digits and begins with 0 or 1.');
  if (97 - (Number(digits.slice(0, 8)) % 97) !== Number(digits.slice(8)))
    throw new Error('The last two digits of this KBO number do not match the others.');
  return digits;
}
