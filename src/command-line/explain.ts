import { PortInUse } from '../server/server.js';
import { SettingsError } from '../settings/load-settings.js';
import { StorageError } from '../storage/storage-error.js';

/** One text for whoever started the hub: what is wrong and what to do. A stack trace only for what nobody foresaw. */
export function explain(error: unknown): string {
  if (error instanceof PortInUse)
    return `Port ${error.port} on ${error.host} is in use. Stop what listens there, or start with --port <number>.`;
  if (error instanceof SettingsError) return error.message;
  if (error instanceof StorageError) return `${error.message} ${error.advice}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
