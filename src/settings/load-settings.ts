import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Document, Node } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Environment } from './environment.js';
import { fillIn } from './environment.js';
import type { HubSettings } from './hub-settings.js';
import type { Path } from './settings-problem.js';
import { pathText, SettingsError } from './settings-problem.js';
import type { Group, SettingsSchema } from './settings-schema.js';
import { isGroup, placed } from './settings-schema.js';

export { SettingsError } from './settings-problem.js';
export type { SettingsProblem } from './settings-problem.js';

export interface LoadOptions<I extends z.ZodObject, P extends z.ZodObject> {
  readonly file: string;
  readonly schema: SettingsSchema<I, P>;
  readonly environment: Environment;
  /** The value of `--port`; goes before `PORT`, which goes before the file. */
  readonly port?: string;
}

/** Reads and checks a settings file. Throws {@link SettingsError} with every problem at once. */
export async function loadSettings<I extends z.ZodObject, P extends z.ZodObject>({
  file,
  schema,
  environment,
  port,
}: LoadOptions<I, P>): Promise<HubSettings<I, P>> {
  const { data: written, lineOf } = parseYaml(await read(file), file);
  const { data, problems } = fillIn(written, schema.object, environment);
  const whole = override(data, environment, portFrom(port, environment), dirname(resolve(file)));
  const checked = schema.check(whole);
  const known = new Set(problems.map(({ path }) => pathText(path)));
  const all = [...problems, ...checked.problems.filter(({ path }) => !known.has(pathText(path)))];
  if (!checked.settings || all.length > 0)
    throw new SettingsError(
      file,
      all.map((problem) => placed(problem, lineOf(problem.path))),
    );
  return checked.settings;
}

/** The port that the command line or the environment asks; null when neither does. Throws {@link SettingsError}. */
export function portFrom(
  argument: string | undefined,
  environment: Environment,
  option = '--port',
): number | null {
  const [source, text] = argument !== undefined ? [option, argument] : ['PORT', environment.PORT];
  if (text === undefined || (source === 'PORT' && text === '')) return null;
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  const problem = 'must be a whole number from 0 (any free port) to 65535';
  throw new SettingsError(source, [{ path: '', line: null, problem, example: '4000' }]);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const reasons: Record<string, string> = {
      ENOENT: 'the file does not exist; copy schakel.example.yaml to begin with',
      EACCES: 'this user may not read the file',
      EISDIR: 'is a folder, not a file',
    };
    throw wholeFile(file, reasons[code] ?? `the file cannot be read (${code})`);
  }
}

function parseYaml(text: string, file: string): { data: unknown; lineOf: (path: Path) => number | null } {
  const lineCounter = new LineCounter();
  // Pretty errors quote the line they are about, which may hold a secret.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    throw new SettingsError(
      file,
      faults.map(({ code, pos }) => ({
        path: '',
        line: lineCounter.linePos(pos[0]).line,
        problem: `is not YAML: ${yamlFaults[code] ?? code.toLowerCase().replaceAll('_', ' ')}`,
        example: null,
      })),
    );
  if (!isMap(document.contents))
    throw wholeFile(file, 'the file holds no settings; copy schakel.example.yaml to begin with');
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 });
  } catch {
    throw wholeFile(file, 'the file repeats itself (YAML aliases) without end');
  }
  return { data, lineOf: (path) => lineOf(document, lineCounter, path) };
}

const yamlFaults: Readonly<Record<string, string>> = {
  BAD_INDENT: 'this line begins too far to the left or to the right',
  BLOCK_AS_IMPLICIT_KEY: 'a colon or a line end is missing or too many before here',
  DUPLICATE_KEY: 'this key stands twice in its group',
  MISSING_CHAR: 'a colon, quote or bracket is missing',
  TAB_AS_INDENT: 'a tab begins this line; use spaces',
};

/** The line of a path, or of the nearest group around it that stands in the file. */
function lineOf(document: Document, lineCounter: LineCounter, path: Path): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : null;
    const node: unknown = pair ? pair.key : document.getIn(path.slice(0, length), true);
    const range = isNode(node) ? (node as Node).range : null;
    if (range) return lineCounter.linePos(range[0]).line;
  }
  return null;
}

function wholeFile(file: string, problem: string): SettingsError {
  return new SettingsError(file, [{ path: '', line: null, problem, example: null }]);
}

function override(data: unknown, environment: Environment, port: number | null, folder: string): unknown {
  if (!isGroup(data)) return data;
  const changed = { ...data };
  if (port !== null && (data.server === undefined || isGroup(data.server)))
    changed.server = { ...(data.server as Group), port };
  const database = data.database ?? {};
  if (isGroup(database)) {
    if (typeof database.folder === 'string')
      changed.database = { ...database, folder: resolve(folder, database.folder) };
    else if (database.url === undefined && environment.DATABASE_URL)
      changed.database = { ...database, url: environment.DATABASE_URL };
  }
  const commands = data.commands ?? {};
  if (isGroup(commands) && commands.redisUrl === undefined && environment.REDIS_URL)
    changed.commands = { ...commands, redisUrl: environment.REDIS_URL };
  return changed;
}
