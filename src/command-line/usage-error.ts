/** The command was typed wrong. `message` says how; the usage follows it and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
