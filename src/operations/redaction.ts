import { NationalNumber } from '../identifiers/national-number.js';

const redacted = '[redacted]';
const maskedNumber = '[national number]';

const secretKey =
  /authorization|cookie|passw|passphrase|secret|token|assertion|private[-_]?key|api[-_]?key|credential|(^|[-_])pem$|Pem$/i;
const personalKey =
  /^(rrn|insz|bis|national[-_]?number|given[-_]?names?|family[-_]?names?|first[-_]?name|last[-_]?name|body)$/i;

/** Eleven digits, bare or with the separators people print them with (85.07.31-001.33), and not part of a longer number. */
const nationalNumberLike = /(?<!\d)\d{2}[.\-/\s]?\d{2}[.\-/\s]?\d{2}[.\-/\s]?\d{3}[.\-/\s]?\d{2}(?!\d)/g;
const elevenDigits = /\d(?:\D?\d){10}/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const deepest = 6;
const longestList = 100;
const longestText = 4_000;

/** The text with everything that looks like a national number masked. A whole UUID is left alone: its digits are random. */
function maskNationalNumbers(text: string): string {
  // Cheap test first: almost no string of a log holds eleven digits.
  if (text.length < 11 || !elevenDigits.test(text) || uuid.test(text)) return text;
  return text.replace(nationalNumberLike, maskedNumber);
}

/**
 * A copy that is safe to write down: national numbers, bytes and errors by their type, secrets and names by their key,
 * anything with eleven digits by its shape. `withStack` keeps the (masked) stack of errors.
 */
export function redact(value: unknown, withStack = false, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return maskNationalNumbers(value.length > longestText ? `${value.slice(0, longestText)}…` : value);
    case 'number':
      return isNationalNumberLike(value) ? maskedNumber : value;
    case 'bigint':
      return redact(value.toString(), withStack, depth);
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : redactObject(value, withStack, depth);
    default:
      return `[${typeof value}]`;
  }
}

interface KeyVerdict {
  readonly safeKey: string;
  /** The key as JSON writes it, with its colon. */
  readonly jsonKey: string;
  readonly hidden: boolean;
}

// The same few keys come by in every line; a key that somebody else chose must not grow this without end.
const verdicts = new Map<string, KeyVerdict>();
const mostVerdicts = 1_000;

function judgeKey(key: string): KeyVerdict {
  const known = verdicts.get(key);
  if (known) return known;
  const safeKey = maskNationalNumbers(key);
  const verdict = {
    safeKey,
    jsonKey: `${JSON.stringify(safeKey)}:`,
    hidden: secretKey.test(key) || personalKey.test(key),
  };
  if (verdicts.size < mostVerdicts && verdict.safeKey === key) verdicts.set(key, verdict);
  return verdict;
}

/** One field as it stands in a JSON object, safe to write down; null for a field without a value. */
export function redactedField(key: string, value: unknown, withStack: boolean): string | null {
  if (value === undefined) return null;
  const verdict = judgeKey(key);
  return verdict.jsonKey + JSON.stringify(redactItem(key, verdict, value, withStack, 1));
}

function redactItem(
  key: string,
  { hidden }: KeyVerdict,
  item: unknown,
  withStack: boolean,
  depth: number,
): unknown {
  // Judged where it came in. Eleven digits in an id would break the thread when they were masked.
  if (item == null || (key === 'correlationId' && typeof item === 'string')) return item;
  return hidden ? redacted : redact(item, withStack, depth);
}

function redactObject(value: object, withStack: boolean, depth: number): unknown {
  if (value instanceof NationalNumber) return maskedNumber;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return maskNationalNumbers(`${value.origin}${value.pathname}`);
  if (depth >= deepest) return '[too deep]';
  try {
    if (isError(value)) return redactError(value, withStack, depth);
    if (Array.isArray(value))
      return value.slice(0, longestList).map((item) => redact(item, withStack, depth + 1));
    if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return redact(toJSON.call(value), withStack, depth + 1);
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const verdict = judgeKey(key);
      const item = (value as Record<string, unknown>)[key];
      copy[verdict.safeKey] = redactItem(key, verdict, item, withStack, depth + 1);
    }
    return copy;
  } catch {
    return '[unreadable]';
  }
}

// Errors of another realm (jest, worker threads) are no instances of this realm's Error.
function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function redactError(error: Error, withStack: boolean, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: redact(code) } : {}),
    message: redact(message),
    ...(cause == null ? {} : { cause: redact(cause, withStack, depth + 1) }),
    ...(withStack && stack ? { stack: redact(stack) } : {}),
  };
}

/** A number lost its leading zeros, so a shorter one is put back to eleven digits and judged by its check digits. */
function isNationalNumberLike(value: number): boolean {
  if (!Number.isInteger(value) || value < 100_000_000 || value >= 100_000_000_000) return false;
  return value >= 10_000_000_000 || NationalNumber.problemOf(String(value).padStart(11, '0')) === null;
}
