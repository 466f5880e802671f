import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.js';
import type { AdapterDefinition } from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { numberInFaults } from '../../src/adapter/simulator/faults.js';
import { faultForms } from '../../src/adapter/simulator/fault-text.js';
import type { CallContext } from '../../src/context/call-context.js';
import { settingLines } from '../../src/settings/settings-reference.js';
import { counted, decidedFaults } from './faults.js';
import type { DecidedFault, Outcome } from './faults.js';
import { deadlineMs, readsOf, startStand } from './stand.js';
import type { Question, Stand } from './stand.js';
import { variants } from './variants.js';

// Every adapter of the list, on its own simulator: what it makes of each fault, and of right and wrong settings.

const wrongSecret = 'not-the-secret-of-anybody';
const dashed = '79.09.21-123.45';

describe.each(variants)('adapter $label', ({ definition }) => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await startStand(definition);
  });
  afterAll(() => stand.close());

  test('can be asked about every connection that it opens', () => {
    // Let `check` ask the connection, or give it a read of its own in test/adapter-contract/probes.ts.
    expect(stand.unreached).toEqual([]);
    expect(stand.questions.filter(({ by }) => by === 'health')).not.toEqual([]);
    expect(stand.questions.filter(({ by }) => by === 'check')).not.toEqual([]);
  });

  describe('given right settings', () => {
    test('then its check passes on every level, and says so', async () => {
      const opened = stand.open();
      const results = await opened.check(null);
      await opened.close();

      expect(results.filter(({ passed }) => !passed)).toEqual([]);
      expect(results.every(({ finding }) => finding.length > 0)).toBe(true);
      const levels = new Set(results.map(({ level }) => level));
      expect(levels).toContain('connection');
      expect(levels.has('credentials')).toBe(hasSecrets(definition, stand));
    });
  });

  describe('given wrong settings', () => {
    test('then an unknown key and a missing one are refused when they are read', () => {
      const settings = stand.simulator.settings as Record<string, unknown>;
      expect(definition.settings.safeParse({ ...settings, notASetting: true }).success).toBe(false);
      const required = settingLines(definition.settings).filter((line) => line.required);
      for (const { path } of required.filter(({ path }) => path in settings)) {
        const { [path]: _, ...others } = settings;
        expect([path, definition.settings.safeParse(others).success]).toEqual([path, false]);
      }
    });

    test('then a wrong address fails the connection, with advice, and no later step claims to pass', async () => {
      const opened = stand.open();
      const results = await opened.check({ kind: 'refuse' });
      await opened.close();
      await stand.recover();

      const connection = results.find(({ level }) => level === 'connection');
      expect(connection).toMatchObject({ passed: false, advice: expect.any(String) });
      expect(results.filter(({ level, passed }) => level === 'credentials' && passed)).toEqual([]);
    });

    test('then each wrong secret is refused when read or fails the credentials, and is never told', async () => {
      for (const path of secretPaths(definition, stand)) {
        const settings = replaced(stand.simulator.settings, path.split('.'));
        const read = definition.settings.safeParse(settings);
        if (!read.success) {
          expect(read.error.message).not.toContain(wrongSecret);
          continue;
        }
        const opened = stand.open(settings);
        const results = await opened.check(null);
        await opened.close();
        await stand.recover();
        expect([path, results.find(({ passed }) => !passed)]).toEqual([
          path,
          expect.objectContaining({ level: 'credentials', advice: expect.any(String) }),
        ]);
        expect(opened.told.join('\n')).not.toContain(wrongSecret);
      }
    });
  });

  describe.each(decidedFaults)('given its platform $title', (decided) => {
    test('then every question has the decided outcome in time, tells nothing personal, and is answered once it heals', async () => {
      const seen = [];
      for (const question of stand.questions) seen.push(await tryQuestion(stand, question, decided, false));
      // A token got before the fault: then it is the platform itself that fails, and not where tokens come from.
      for (const question of readsOf(stand))
        if (usesTokens(stand, question)) seen.push(await tryQuestion(stand, question, decided, true));

      expect(
        seen.map(({ outcome, ...others }) => ({
          ...others,
          outcome: outcomesOf(decided, others.question, stand).includes(outcome) ? 'as decided' : outcome,
        })),
      ).toEqual(
        seen.map(({ question, outcome }) => ({
          question,
          outcome: 'as decided',
          counted: counted.has(outcome),
          inTime: true,
          leaks: [],
          healed: { outcome: 'OK', breaker: 'CLOSED' },
        })),
      );
    });
  });
});

describe('the contract suite itself', () => {
  test('sees it when an adapter repeats what its platform said', async () => {
    const known = adapters[0]!;
    const stand = await startStand({
      ...known,
      start(settings, tools) {
        const running = known.start(settings, tools);
        const health = (context: CallContext) =>
          running.health(context).catch(() => {
            throw new PlatformError(known.name, 'HTTP_5XX', { platformCode: `over ${dashed}` });
          });
        return { ...running, health };
      },
    });
    const fault = decidedFaults.find(({ title }) => title === '5xx')!;
    const question = stand.questions.find(({ by }) => by === 'health')!;
    const { leaks } = await tryQuestion(stand, question, fault, false);
    await stand.close();
    expect(leaks).toEqual([dashed]);
  });

  test('every kind of fault that a simulator knows is decided', () => {
    const kinds = new Set(decidedFaults.map(({ fault }) => fault.kind));
    expect([...kinds].sort()).toEqual(Object.keys(faultForms).sort());
  });

  test('an adapter with a connection that nobody asks about is refused', async () => {
    const known = adapters[0]!;
    const stand = await startStand({
      ...known,
      start(settings, tools) {
        const running = known.start(settings, tools);
        tools.connect({ name: 'forgotten', baseUrl: 'http://127.0.0.1:9' });
        return running;
      },
    });
    await stand.close();
    expect(stand.unreached).toEqual(['forgotten']);
  });
});

async function tryQuestion(stand: Stand, question: Question, { fault }: DecidedFault, warm: boolean) {
  const opened = stand.open();
  if (warm) await opened.ask(question, null);
  const { outcome, breaker, ms } = await opened.ask(question, fault);
  await stand.recover();
  const after = await opened.ask(question, null);
  await opened.close();
  await stand.recover();
  const told = opened.told.join('\n');
  return {
    question,
    outcome,
    counted: breaker === 'OPEN',
    inTime: ms <= deadlineMs,
    leaks: [numberInFaults, dashed].filter((number) => told.includes(number)),
    healed: { outcome: after.outcome, breaker: after.breaker },
  };
}

/** The decided outcomes, for this question: what a health check cannot see is hidden from it, and who has no credentials has none that expire. */
function outcomesOf(
  { outcomes, hiddenFromHealth, fault }: DecidedFault,
  { by, connection }: Question,
  stand: Stand,
): Outcome[] {
  if (by === 'health') return hiddenFromHealth ? [...outcomes, 'OK'] : [...outcomes];
  const mustShow = fault.kind === 'expired-credentials' && hasCredentials(stand, connection);
  return outcomes.filter((outcome) => !(mustShow && outcome === 'OK'));
}

function usesTokens({ connections }: Stand, { connection }: Question): boolean {
  return connections.get(connection)?.credentials?.kind === 'oauth2-client-credentials';
}

function hasCredentials({ connections }: Stand, name: string): boolean {
  const { credentials, tls } = connections.get(name)!;
  return (credentials !== undefined && credentials.kind !== 'none') || tls?.cert !== undefined;
}

/** The secrets that the simulator's settings give, by path. */
function secretPaths({ settings }: AdapterDefinition, { simulator }: Stand): string[] {
  const given = (path: string) =>
    path
      .split('.')
      .reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | undefined)?.[key],
        simulator.settings,
      );
  return settingLines(settings)
    .filter(({ secret, path }) => secret && given(path) !== undefined)
    .map(({ path }) => path);
}

function hasSecrets(definition: AdapterDefinition, stand: Stand): boolean {
  return secretPaths(definition, stand).length > 0;
}

function replaced(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return wrongSecret;
  const group = value as Record<string, unknown>;
  return { ...group, [key]: replaced(group[key], rest) };
}
