/**
 * Returns an Omgevingsloket project number in its canonical form, `OMV_` and ten digits (year and serial); the prefix may
 * be left out. Throws with the reason when it is none.
 */
export function parseOmvNumber(input: string): string {
  const digits = /^(?:OMV_)?([0-9]{10})$/i.exec(input.trim())?.[1];
  if (digits === undefined)
    throw new Error('A project number has 10 digits, with or without OMV_ in front, such as OMV_2023012345.');
  return `OMV_${digits}`;
}
