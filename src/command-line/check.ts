import { randomUUID } from 'node:crypto';
import { adapters } from '../../adapters/index.js';
import type { CheckResult } from '../adapter/contract.js';
import { chooseGateway } from '../capabilities/texts/gateway-choice.js';
import { type CallContext, SourceLog } from '../context/call-context.js';
import { systemClock } from '../context/clock.js';
import { createProvider, reasonOf } from '../identity/provider.js';
import { createLog } from '../operations/log.js';
import { createMetrics } from '../operations/metrics.js';
import { startAdapters } from '../running-adapters.js';
import { loadSettings, SettingsError } from '../settings/load-settings.js';
import { settingsSchema, type Settings } from '../settings-schema.js';

const checkMs = 15_000;

/**
 * Asks every platform whether settings, connection and credentials are right, and prints a table with what to change.
 * Resolves with 0 when all is well, 1 when something is not, 2 when the settings cannot be read.
 */
export async function check({ settings: file = 'schakel.yaml' }: { settings?: string }): Promise<number> {
  let settings: Settings;
  try {
    settings = await loadSettings({ file, schema: settingsSchema, environment: process.env });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return 2;
  }
  // The wire's own timers let a process end; between two tries nothing else would keep this one waiting for the answer.
  const awake = setInterval(() => undefined, 60_000);
  const rows = await Promise.all([checkAdapters(settings), checkLogin(settings)])
    .then((all) => all.flat())
    .finally(() => clearInterval(awake));
  console.log(asTable(rows));
  return rows.every(({ passed }) => passed) ? 0 : 1;
}

interface Row extends CheckResult {
  readonly adapter: string;
}

async function checkAdapters(settings: Settings): Promise<Row[]> {
  // The table says it all; the wire's own lines would only stand between.
  const log = createLog({ level: 'error' });
  const clock = systemClock;
  const metrics = createMetrics();
  const running = startAdapters({
    definitions: adapters,
    configured: settings.adapters,
    clock,
    log,
    metrics,
  });
  // What would keep the hub from starting is told here too.
  chooseGateway(running.providers('texts'), settings.texts.gateway);
  const context: CallContext = {
    correlationId: randomUUID(),
    deadline: clock.now() + checkMs,
    actor: { kind: 'SYSTEM', id: 'check' },
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
  };
  try {
    const results = await Promise.all(
      running.all.map(async ({ name, running: adapter }) => {
        const known: Row = {
          adapter: name,
          level: 'settings',
          passed: true,
          finding: 'complete',
          advice: null,
        };
        const found = await adapter.check(context);
        const rows = found.map((result) => ({ ...result, adapter: name }));
        return found.some(({ level }) => level === 'settings') ? rows : [known, ...rows];
      }),
    );
    const absent = adapters
      .filter(({ name }) => !(name in settings.adapters))
      .map(({ name }): Row => {
        const finding = 'not in the settings: answers NOT_CONFIGURED';
        return { adapter: name, level: 'settings', passed: true, finding, advice: null };
      });
    return [...results.flat(), ...absent];
  } finally {
    await running.close();
    metrics.close();
  }
}

/** ACM/IDM is no adapter, but nobody can log in when its address is wrong. Its keys are judged only at a login. */
async function checkLogin({ identity }: Settings): Promise<Row> {
  const provider = createProvider(identity, systemClock, createLog({ level: 'error' }));
  const row = { adapter: 'acm-idm', level: 'connection' } as const;
  try {
    await provider.forLogin();
    return { ...row, passed: true, finding: 'answers', advice: null };
  } catch (error) {
    return {
      ...row,
      passed: false,
      finding: `does not answer (${reasonOf(error)})`,
      advice: 'Check identity.issuer, and whether this machine may reach it',
    };
  } finally {
    await provider.close();
  }
}

function asTable(rows: readonly Row[]): string {
  const cells = rows.map(({ adapter, level, passed, finding, advice }) => [
    adapter,
    level,
    passed ? 'ok' : 'WRONG',
    advice ? `${finding}. ${advice}` : finding,
  ]);
  const all = [['adapter', 'checked', 'result', 'finding'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
