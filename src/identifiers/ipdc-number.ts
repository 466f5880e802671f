/** A product number of IPDC (productnummer): 1 to 10 digits, not beginning with 0. Throws with the reason. */
export function parseIpdcNumber(text: string): string {
  if (!isIpdcNumber(text)) throw new Error('A product number has 1 to 10 digits and does not begin with 0.');
  return text;
}

export function isIpdcNumber(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text);
}
