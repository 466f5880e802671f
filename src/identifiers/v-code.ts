/** Returns the vCode (V and seven digits, from V0001001) in capitals; throws with the reason when it is none. */
export function parseVCode(input: string): string {
  const vCode = input.trim().toUpperCase();
  if (!/^V\d{7}$/.test(vCode)) throw new Error('A vCode is the letter V and 7 digits, such as V0001001.');
  if (Number(vCode.slice(1)) < 1001) throw new Error('vCodes begin at V0001001.');
  return vCode;
}
