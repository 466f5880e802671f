import type { Writable } from 'node:stream';
import winston from 'winston';
import Transport from 'winston-transport';
import { redact, redactedField } from './redaction.js';

/** What the hub's rooms need of a logger; `createLog` makes the winston one. Messages are stable event names, details are fields. */
export interface Log {
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A logger that adds these fields to every line. */
  with(fields: Readonly<Record<string, unknown>>): Log;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface LogOptions {
  readonly level: LogLevel;
  /** Where the lines go, one by one; left out: to standard output, those of one turn of the event loop together. */
  readonly stream?: Writable;
}

type Fields = Readonly<Record<string, unknown>>;

const levelKey = Symbol.for('level');
const messageKey = Symbol.for('message');
const written = () => undefined;

/** A logger of JSON lines: `at`, `level`, `event`, then the fields. Secrets and personal data are redacted by type, by key and by shape. */
export function createLog({ level, stream }: LogOptions): Log {
  const transport = stream ? new winston.transports.Stream({ stream, eol: '\n' }) : new StandardOutput();
  const logger = winston.createLogger({ level, transports: [transport] });
  return withFields(logger, {}, level === 'debug');
}

/** Writing to standard output costs more than making a line, so the lines of one turn of the event loop are one write. */
class StandardOutput extends Transport {
  #lines = '';

  constructor() {
    super();
    process.on('exit', () => this.#write());
  }

  override log(info: Record<symbol, string>, done: () => void): void {
    if (this.#lines === '') setImmediate(() => this.#write());
    this.#lines += `${info[messageKey]}\n`;
    done();
  }

  #write(): void {
    const lines = this.#lines;
    this.#lines = '';
    if (lines !== '') process.stdout.write(lines);
  }
}

function withFields(logger: winston.Logger, bound: Fields, withStack: boolean): Log {
  // Redacted and written out once, for all lines of this logger.
  const prefix = fieldsText(bound, withStack);

  const write = (level: LogLevel, event: string, fields: Fields = {}) => {
    if (!logger.isLevelEnabled(level)) return;
    const own = renamed(fields);
    // A field that this line gives again takes the place of the bound one: in JSON a key stands once.
    const repeats = prefix !== '' && Object.keys(own).some((key) => Object.hasOwn(bound, key));
    const rest = repeats ? fieldsText({ ...bound, ...own }, withStack) : prefix + fieldsText(own, withStack);
    const head = `{"at":"${new Date().toISOString()}","level":"${level}","event":${JSON.stringify(redact(event))}`;
    const info = { level, message: event, [levelKey]: level, [messageKey]: `${head}${rest}}` };
    // To the transports themselves: the two streams between cost more than making the line (docs/performance.md).
    for (const transport of logger.transports) transport.log?.(info, written);
  };
  return {
    error: (event, fields) => write('error', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    info: (event, fields) => write('info', event, fields),
    debug: (event, fields) => write('debug', event, fields),
    with: (fields) => withFields(logger, { ...bound, ...renamed(fields) }, withStack),
  };
}

/** The fields as they stand in the line, each behind a comma. */
function fieldsText(fields: Fields, withStack: boolean): string {
  let text = '';
  for (const key of Object.keys(fields)) {
    const field = redactedField(key, fields[key], withStack);
    if (field !== null) text += `,${field}`;
  }
  return text;
}

/** Fields may not take the place of the line's own keys. */
function renamed(fields: Fields): Fields {
  if (!('message' in fields || 'level' in fields || 'at' in fields || 'event' in fields)) return fields;
  const { message, level, at, event, ...others } = fields;
  const own = Object.entries({ message, level, at, event }).filter(([, value]) => value !== undefined);
  return { ...others, ...Object.fromEntries(own.map(([key, value]) => [`${key}Field`, value])) };
}
