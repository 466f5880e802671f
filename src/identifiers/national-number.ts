import { inspect } from 'node:util';

export type NationalNumberProblem = 'LENGTH' | 'DATE' | 'CHECK_DIGITS';

/**
 * A Belgian national number (INSZ): Rijksregister, BIS (month + 20 or + 40) or MAGDA test number (month + 60).
 * It never prints itself: logs, errors and JSON show a mask; only `reveal()` gives the digits, to put them on a wire.
 */
export class NationalNumber {
  readonly #digits: string;

  private constructor(digits: string) {
    this.#digits = digits;
  }

  /** Accepts `85073100133` and the printed form `85.07.31-001.33`. Throws {@link InvalidNationalNumber}, which never holds the input. */
  static parse(input: string): NationalNumber {
    const digits = input.replace(/[\s.-]/g, '');
    const problem = NationalNumber.problemOf(digits);
    if (problem) throw new InvalidNationalNumber(problem);
    return new NationalNumber(digits);
  }

  static problemOf(digits: string): NationalNumberProblem | null {
    if (!/^\d{11}$/.test(digits)) return 'LENGTH';
    const month = Number(digits.slice(2, 4)) % 20;
    const day = Number(digits.slice(4, 6));
    if (Number(digits.slice(2, 4)) > 72 || month > 12 || day > 31) return 'DATE';
    const check = Number(digits.slice(9));
    const holds = (base: string) => 97 - Number(BigInt(base) % 97n) === check;
    const nine = digits.slice(0, 9);
    return holds(nine) || holds(`2${nine}`) ? null : 'CHECK_DIGITS';
  }

  reveal(): string {
    return this.#digits;
  }

  equals(other: NationalNumber): boolean {
    return this.#digits === other.#digits;
  }

  toString(): string {
    return '[national number]';
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

const reasons: Record<NationalNumberProblem, string> = {
  LENGTH: 'A national number has 11 digits.',
  DATE: 'The first six digits of a national number are a date (BIS: month + 20 or + 40, test: month + 60).',
  CHECK_DIGITS: 'The last two digits of this national number do not match the others.',
};

export class InvalidNationalNumber extends Error {
  override readonly name = 'InvalidNationalNumber';

  constructor(readonly problem: NationalNumberProblem) {
    super(reasons[problem]);
  }
}
