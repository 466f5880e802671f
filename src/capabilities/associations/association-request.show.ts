import { PlatformError } from '../../adapter/platform-error.js';
import type { Results, Step } from '../../jobs/command.js';
import type { AssociationManagementPort } from './association-management.port.js';
import type { AssociationMirror } from './association.mirror.js';

/** What the register took. */
export interface Taken {
  readonly vCode: string;
  /** Null when the register's own answer was lost: then there is nothing to wait for. */
  readonly sequence: number | null;
}

/**
 * Waits until the register shows a change, and takes it over into our copy, so that whoever asked reads what they wrote.
 * `taken` tells what was changed, from what the steps before gave; null when nothing was.
 */
export function showStep<I>(
  {
    port,
    platform,
    mirror,
  }: {
    readonly port: AssociationManagementPort;
    readonly platform: string;
    readonly mirror: AssociationMirror | null;
  },
  taken: (input: I, results: Results) => Taken | null,
): Step<I, null> {
  return {
    name: 'show',
    platform: () => platform,
    repetition: 'REPEAT',
    skip: ({ input, results }) => (taken(input, results) ? null : { result: null }),
    async perform({ input, results, context }) {
      const { vCode, sequence } = taken(input, results)!;
      if (sequence !== null) await port.readBack(vCode, sequence, context);
      try {
        await mirror?.refresh(vCode, context);
      } catch (error) {
        // The feed brings it as well, a little later.
        if (!(error instanceof PlatformError)) throw error;
      }
      return { kind: 'DONE', result: null };
    },
  };
}
