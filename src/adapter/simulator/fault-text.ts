import type { Fault } from './simulator.js';

/** A fault written as text that is none. `message` says what is wrong and lists the faults there are. */
export class UnknownFault extends Error {
  override readonly name = 'UnknownFault';
}

interface FaultForm {
  /** How it is written, with its standard values. */
  readonly example: string;
  readonly means: string;
  /** False for what befalls the platform as a whole. */
  readonly byOperation: boolean;
  /** The fault for a value; null when that value cannot stand there. */
  read(value: number | null, options: ReadonlyMap<string, number>): Fault | null;
}

/** What stands behind the = of a fault that takes nothing there. */
const nothing =
  (fault: Fault) =>
  (value: number | null): Fault | null =>
    value === null ? fault : null;

/** Every kind of fault, as somebody writes it: `<kind>[=<number>][,<option>=<number>][@<operation>]`. */
export const faultForms: Readonly<Record<Fault['kind'], FaultForm>> = {
  refuse: {
    example: 'refuse',
    means: 'no connection: the platform is down',
    byOperation: false,
    read: nothing({ kind: 'refuse' }),
  },
  slow: {
    example: 'slow=3000',
    means: 'waits so many milliseconds before it answers (3000)',
    byOperation: true,
    read: (ms) => ({ kind: 'slow', ms: ms ?? 3_000 }),
  },
  trickle: {
    example: 'trickle=20',
    means: 'sends so many bytes a second (20)',
    byOperation: true,
    read: (bytesPerSecond) =>
      bytesPerSecond === 0 ? null : { kind: 'trickle', bytesPerSecond: bytesPerSecond ?? 20 },
  },
  status: {
    example: 'status=429,retry-after=30',
    means: 'answers with this status (503), and with Retry-After in seconds when given',
    byOperation: true,
    read(value, options) {
      const status = value ?? 503;
      const retryAfterSeconds = options.get('retry-after');
      if (!Number.isInteger(status) || status < 200 || status > 599) return null;
      return { kind: 'status', status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
    },
  },
  malformed: {
    example: 'malformed',
    means: 'half an answer, then nonsense',
    byOperation: true,
    read: nothing({ kind: 'malformed' }),
  },
  truncated: {
    example: 'truncated',
    means: 'breaks the connection in the middle of the answer',
    byOperation: true,
    read: nothing({ kind: 'truncated' }),
  },
  huge: {
    example: 'huge=100000000',
    means: 'an answer of so many bytes (100000000)',
    byOperation: true,
    read: (bytes) => ({ kind: 'huge', bytes: bytes ?? 100_000_000 }),
  },
  'content-type': {
    example: 'content-type',
    means: 'a login page with status 200 in place of the answer',
    byOperation: true,
    read: nothing({ kind: 'content-type' }),
  },
  mislabelled: {
    example: 'mislabelled',
    means: 'the right answer, called text/html',
    byOperation: true,
    read: nothing({ kind: 'mislabelled' }),
  },
  throttled: {
    example: 'throttled',
    means: 'refuses as the platform does when it is asked too much (429 where it has no way of its own)',
    byOperation: true,
    read: nothing({ kind: 'throttled' }),
  },
  'expired-credentials': {
    example: 'expired-credentials',
    means: 'refuses every credential as the platform does when it has expired',
    byOperation: false,
    read: nothing({ kind: 'expired-credentials' }),
  },
};

/** Every fault with what it means, a line each. */
export function faultLines(): string[] {
  return Object.values(faultForms).map(({ example, means }) => `${example.padEnd(28)}${means}`);
}

/** Reads one fault; throws UnknownFault. */
export function parseFault(text: string): Fault {
  const [, name = '', value, optionText = '', operation] =
    /^([a-z-]+)(?:=(\d+))?((?:,[a-z-]+=\d+)*)(?:@(.+))?$/.exec(text) ?? [];
  const form = Object.hasOwn(faultForms, name) ? faultForms[name as Fault['kind']] : null;
  if (!form) throw unknown(`"${text}" is no fault.`);
  const options = new Map(
    optionText
      .split(',')
      .slice(1)
      .map((option) => {
        const [key = '', number] = option.split('=');
        return [key, Number(number)] as const;
      }),
  );
  const strange = [...options.keys()].find((key) => !(name === 'status' && key === 'retry-after'));
  if (strange !== undefined) throw unknown(`"${text}": "${name}" has no option "${strange}".`);
  const fault = form.read(value === undefined ? null : Number(value), options);
  if (!fault) throw unknown(`"${text}": "${name}" does not take the value ${value}.`);
  if (operation === undefined) return fault;
  if (!form.byOperation)
    throw unknown(`"${text}": "${name}" is of the whole platform, not of one operation.`);
  return { ...fault, operation } as Fault;
}

function unknown(problem: string): UnknownFault {
  return new UnknownFault(
    [
      problem,
      'The faults are (add @<operation> for one operation of the platform only):',
      ...faultLines().map((line) => `  ${line}`),
    ].join('\n'),
  );
}

/** As it is written; what `parseFault` reads back. */
export function faultText(fault: Fault): string {
  const operation = 'operation' in fault && fault.operation !== undefined ? `@${fault.operation}` : '';
  switch (fault.kind) {
    case 'slow':
      return `slow=${fault.ms}${operation}`;
    case 'trickle':
      return `trickle=${fault.bytesPerSecond}${operation}`;
    case 'huge':
      return `huge=${fault.bytes}${operation}`;
    case 'status': {
      const { status, retryAfterSeconds } = fault;
      const wait = retryAfterSeconds === undefined ? '' : `,retry-after=${retryAfterSeconds}`;
      return `status=${status}${wait}${operation}`;
    }
    default:
      return `${fault.kind}${operation}`;
  }
}
