/**
 * Returns a CaPaKey as the cadastre writes it, `11001B0001/00S000`: division (5 digits), section (a letter), ground number
 * (4 digits), bis number (2 digits), exponent (a letter, or `_` for none) and power (3 digits). The form of the building and
 * address register, with a dash for the slash, is accepted too, and so is a slash that was encoded for a URL. Throws with
 * the reason when it is none.
 */
export function parseCaPaKey(input: string): string {
  const text = input.trim().toUpperCase().replace(/-|%2F/, '/');
  if (!/^\d{5}[A-Z]\d{4}\/\d{2}[A-Z_]\d{3}$/.test(text))
    throw new Error('A CaPaKey is written as 11001B0001/00S000, or with a dash as 11001B0001-00S000.');
  return text;
}
