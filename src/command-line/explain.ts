import { UnfitAdapter } from '../adapter/registry.js';
import { UnsafeSchema } from '../graph/schema-check.js';
import { PortInUse } from '../server/server.js';
import { SettingsError } from '../settings/settings-problem.js';
import { StorageError } from '../storage/storage-error.js';

/** One text for whoever typed the command: what is wrong and what to do. A stack trace only for what nobody foresaw. */
export function explain(error: unknown): string {
  if (error instanceof PortInUse)
    return `Port ${error.port} on ${error.host} is in use. Stop what listens there, or start with ${error.option} <number>.`;
  if (error instanceof SettingsError || error instanceof UnfitAdapter || error instanceof UnsafeSchema)
    return error.message;
  if (error instanceof StorageError) return `${error.message} ${error.advice}`;
  return ofTheSystem(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** What the operating system refused, by its own code; null when it was not the system. */
function ofTheSystem(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error)) return null;
  const { code, syscall, address, port, hostname, path } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    hostname?: string;
  };
  if (syscall === 'listen' && code === 'EACCES')
    return `This user may not listen on port ${port} of ${address} (EACCES). Start with --port and a number above 1023.`;
  if (syscall === 'listen')
    return `Nothing can listen on ${address}, port ${port} (${code}). server.host must be an address of this machine.`;
  if (syscall?.startsWith('getaddrinfo'))
    return `The name ${hostname} is not known (${code}). Give server.host an address of this machine, such as 127.0.0.1.`;
  return path
    ? `${path} cannot be used (${code}). Whoever starts the hub must be able to read and write there.`
    : null;
}
