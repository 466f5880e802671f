import type { Log, LogLevel } from '../../src/operations/log.js';

export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface MemoryLog extends Log {
  /** Every line so far, as it was given: before redaction. */
  readonly lines: readonly LogLine[];
  /** The lines of one event. */
  of(event: string): readonly LogLine[];
}

/** A log that keeps its lines for a test to read. */
export function memoryLog(): MemoryLog {
  return logInto([], {});
}

function logInto(lines: LogLine[], bound: Readonly<Record<string, unknown>>): MemoryLog {
  const write =
    (level: LogLevel) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, event, fields: { ...bound, ...fields } });
  return {
    lines,
    of: (event) => lines.filter((line) => line.event === event),
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    with: (fields) => logInto(lines, { ...bound, ...fields }),
  };
}
