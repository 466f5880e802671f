import type { Writable } from 'node:stream';
import winston from 'winston';
import { redact } from './redaction.js';

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
  /** Where the lines go; standard output when left out. */
  readonly stream?: Writable;
}

const messageKey = Symbol.for('message');

/** One pass: redacts, masks and writes the JSON line, in place of winston's own chain of formats. */
const line = winston.format((info, options) => {
  const { level, message, ...fields } = info;
  const withStack = (options as { withStack: boolean }).withStack;
  const safe = redact(fields, withStack) as Record<string, unknown>;
  const record = { at: new Date().toISOString(), level, event: redact(message, withStack), ...safe };
  (info as unknown as Record<symbol, string>)[messageKey] = JSON.stringify(record);
  return info;
});

/** A logger of JSON lines: `at`, `level`, `event`, then the fields. Secrets and personal data are redacted by type, by key and by shape. */
export function createLog({ level, stream = process.stdout }: LogOptions): Log {
  const logger = winston.createLogger({
    level,
    format: line({ withStack: level === 'debug' }),
    transports: [new winston.transports.Stream({ stream, eol: '\n' })],
  });
  return withFields(logger, undefined);
}

function withFields(logger: winston.Logger, bound: Readonly<Record<string, unknown>> | undefined): Log {
  // winston appends a field called `message` to the event; the own entry object keeps the two apart.
  const write = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => {
    if (!logger.isLevelEnabled(level)) return;
    logger.log({ ...bound, ...renamed(fields), level, message: event });
  };
  return {
    error: (event, fields) => write('error', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    info: (event, fields) => write('info', event, fields),
    debug: (event, fields) => write('debug', event, fields),
    with: (fields) => withFields(logger, { ...bound, ...renamed(fields) }),
  };
}

/** Fields may not take the place of the line's own keys. */
function renamed(
  fields: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (!fields) return undefined;
  if (!('message' in fields || 'level' in fields || 'at' in fields || 'event' in fields)) return fields;
  const { message, level, at, event, ...others } = fields;
  const own = Object.entries({ message, level, at, event }).filter(([, value]) => value !== undefined);
  return { ...others, ...Object.fromEntries(own.map(([key, value]) => [`${key}Field`, value])) };
}
