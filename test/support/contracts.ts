import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** The folder with recorded answers and schemas of the platforms; null where it is not kept. */
export function contractsFolder(): string | null {
  const folder = join(process.cwd(), '..', 'shared', 'contracts');
  return existsSync(folder) ? folder : null;
}

/** A test that reads the contracts; without them it is skipped, and its name says why. */
export function contractTest(
  name: string,
  body: (contracts: string) => void | Promise<void>,
  timeoutMs?: number,
): void {
  const folder = contractsFolder();
  if (folder) test(name, async () => body(folder), timeoutMs);
  else test.skip(`${name} (skipped: ../shared/contracts is absent)`, () => undefined);
}
