import type { CheckResult } from './contract.js';
import { PlatformError } from './platform-error.js';

export interface CheckStep {
  readonly level: CheckResult['level'];
  /** What the table says when the step passes, such as "the key is accepted". */
  readonly passed: string;
  /** What to change when it does not; `failure` is null for what was no failure of the platform. */
  advice(failure: PlatformError | null): string;
  attempt(): Promise<unknown>;
}

/** Runs one step of `schakel check`; it never throws. */
export async function checkStep({ level, passed, advice, attempt }: CheckStep): Promise<CheckResult> {
  try {
    await attempt();
    return { level, passed: true, finding: passed, advice: null };
  } catch (error) {
    const failure = error instanceof PlatformError ? error : null;
    return {
      level,
      passed: false,
      finding: failure?.message ?? 'unexpected failure',
      advice: advice(failure),
    };
  }
}
