import type { z } from 'zod';
import type { ConfiguredAdapter, HubSettings, SettingsObject, SettingsParts } from './hub-settings.js';
import { settingsObject } from './hub-settings.js';
import type { FoundProblem, SettingsProblem } from './settings-problem.js';
import { pathText, problemsOf, SettingsError } from './settings-problem.js';

/** What may stand in the settings of one hub. */
export interface SettingsSchema<I extends z.ZodObject = z.ZodObject, P extends z.ZodObject = z.ZodObject> {
  readonly object: SettingsObject<I, P>;
  /**
   * Checks data that is no file, such as the sandbox's: secrets may stand in it. Throws {@link SettingsError}, which
   * calls the data by `source`.
   */
  read(data: unknown, source?: string): HubSettings<I, P>;
  /** The same, as a value: settings, or what is wrong. */
  check(data: unknown): { settings: HubSettings<I, P> | null; problems: FoundProblem[] };
}

export function buildSettingsSchema<I extends z.ZodObject, P extends z.ZodObject>(
  parts: SettingsParts<I, P>,
): SettingsSchema<I, P> {
  const object = settingsObject(parts);

  function check(data: unknown): { settings: HubSettings<I, P> | null; problems: FoundProblem[] } {
    const result = object.safeParse(data);
    const problems = databaseProblems(data);
    if (!result.success) {
      const known = new Set(problems.map(({ path }) => pathText(path)));
      const more = problemsOf(result.error.issues, object, data).filter(
        ({ path }) => !known.has(pathText(path)),
      );
      return { settings: null, problems: [...problems, ...more] };
    }
    const settings = { ...result.data, adapters: configured(result.data.adapters) } as HubSettings<I, P>;
    return { settings, problems };
  }

  return {
    object,
    check,
    read(data, source = 'settings') {
      const { settings, problems } = check(data);
      if (settings && problems.length === 0) return settings;
      throw new SettingsError(
        source,
        problems.map((problem) => placed(problem, null)),
      );
    },
  };
}

export function placed({ path, problem, example }: FoundProblem, line: number | null): SettingsProblem {
  return { path: pathText(path), line, problem, example };
}

export type Group = Record<string, unknown>;

export const isGroup = (value: unknown): value is Group =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Not a rule of the schema itself: Zod would look at it only once everything else is right. */
function databaseProblems(data: unknown): FoundProblem[] {
  const database = isGroup(data) ? (data.database ?? {}) : {};
  if (!isGroup(database) || (database.url === undefined) !== (database.folder === undefined)) return [];
  const problem =
    database.url !== undefined
      ? 'give url (PostgreSQL) or folder (embedded), not both'
      : 'give url (PostgreSQL) or folder (embedded), or set the environment variable DATABASE_URL';
  return [{ path: ['database'], problem, example: 'folder: ./data' }];
}

/** Parts each adapter's own settings from the policy that stands among them. */
function configured(adapters: Readonly<Record<string, unknown>>): Record<string, ConfiguredAdapter> {
  return Object.fromEntries(
    Object.entries(adapters)
      .filter(([, settings]) => settings !== undefined)
      .map(([name, settings]) => {
        const { policy, ...own } = settings as Group;
        return [name, { settings: own, policy: policy as ConfiguredAdapter['policy'] }];
      }),
  );
}
