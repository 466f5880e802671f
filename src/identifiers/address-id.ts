const uri = /^https:\/\/data\.vlaanderen\.be\/id\/adres\/(\d+)$/;

/**
 * Returns the number of an address in the address register (adressenregister), without leading zeros. Its URI,
 * `https://data.vlaanderen.be/id/adres/3213019`, is accepted too. Throws with the reason when it is none.
 */
export function parseAddressId(input: string): string {
  const text = input.trim();
  const digits = (uri.exec(text)?.[1] ?? text).replace(/^0+(?=\d)/, '');
  if (!/^[1-9]\d{0,9}$/.test(digits))
    throw new Error(
      'An address is known by its number in the address register, such as 3213019, or by its URI.',
    );
  return digits;
}
