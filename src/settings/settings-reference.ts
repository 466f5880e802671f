import type { z } from 'zod';
import {
  boundsOf,
  coreOf,
  defaultOf,
  definitionOf,
  descriptionOf,
  isRequired,
  optionsOf,
} from './schema-shape.js';
import { isSecret } from './secret.js';

/** One setting of the reference. */
export interface SettingLine {
  /** `server.port`; `[]` for each item of a list, `<name>` for each name of a group with free names. */
  readonly path: string;
  /** `whole number`, `text`, `one of a, b` … */
  readonly type: string;
  /** `milliseconds`, `bytes` …; null when it has none. */
  readonly unit: string | null;
  /** As it would be written in YAML; null when there is no default. */
  readonly standard: string | null;
  readonly required: boolean;
  readonly secret: boolean;
  readonly sentence: string;
}

/** Every setting of a schema, in the schema's order. Throws when one has no sentence: nobody could set it. */
export function settingLines(schema: z.core.$ZodType, path = ''): SettingLine[] {
  const lines = optionsOf(schema).flatMap((option) => {
    const { shape, element, valueType } = definitionOf(option);
    if (shape)
      return Object.entries(shape).flatMap(([key, child]) =>
        settingLine(child, path ? `${path}.${key}` : key),
      );
    if (element && hasLines(element)) return settingLines(element, `${path}[]`);
    if (valueType && hasLines(valueType)) return settingLines(valueType, `${path}.<name>`);
    return [];
  });
  const byPath = new Map<string, SettingLine>();
  for (const line of lines) {
    // The ways of a choice may share a setting, such as the one that tells them apart.
    const types = new Set([...(byPath.get(line.path)?.type.split(' or ') ?? []), ...line.type.split(' or ')]);
    byPath.set(line.path, { ...line, type: [...types].join(' or ') });
  }
  return [...byPath.values()];
}

function settingLine(schema: z.core.$ZodType, path: string): SettingLine[] {
  const sentence = descriptionOf(schema);
  if (sentence === null) throw new Error(`The setting ${path} has no description.`);
  const standard = defaultOf(schema);
  const isGroup = definitionOf(coreOf(schema)).shape !== undefined;
  const line: SettingLine = {
    path,
    type: isSecret(schema) ? 'secret' : typeOf(schema),
    unit: unitOf(path),
    standard: standard === undefined || isGroup ? null : JSON.stringify(standard),
    required: isRequired(schema) && standard === undefined,
    secret: isSecret(schema),
    sentence,
  };
  return [line, ...settingLines(schema, path)];
}

function hasLines(schema: z.core.$ZodType): boolean {
  return optionsOf(schema).some((option) => definitionOf(option).shape !== undefined);
}

function typeOf(schema: z.core.$ZodType): string {
  const core = coreOf(schema);
  const { type, entries, values, options, element, valueType, shape } = definitionOf(core);
  if (options) return [...new Set(options.map(typeOf))].join(' or ');
  if (entries) return `one of ${Object.values(entries).join(', ')}`;
  if (values) return values.map(String).join(' or ');
  if (shape) return 'group';
  if (element) return `list of ${hasLines(element) ? 'groups' : typeOf(element)}`;
  if (valueType) return `names, each with ${hasLines(valueType) ? 'a group' : typeOf(valueType)}`;
  if (type === 'number') return rangeOf(core as z.ZodNumber);
  if (type === 'boolean') return 'true or false';
  return (core as z.ZodString).format === 'url' ? 'URL' : 'text';
}

function rangeOf(schema: z.ZodNumber): string {
  const name = schema.isInt ? 'whole number' : 'number';
  const { low, high } = boundsOf(schema);
  if (low !== null && high !== null) return `${name}, ${low} to ${high}`;
  if (low !== null) return `${name}, from ${low}`;
  return high === null ? name : `${name}, to ${high}`;
}

const units: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, 'milliseconds'],
  [/Seconds$/, 'seconds'],
  [/Minutes$/, 'minutes'],
  [/Hours$/, 'hours'],
  [/Days$/, 'days'],
  [/Bytes$/, 'bytes'],
  [/Percent$/, 'percent'],
];

/** Units stand in the name of a setting. */
function unitOf(path: string): string | null {
  return units.find(([ending]) => ending.test(path))?.[1] ?? null;
}

interface ReferenceSection {
  readonly title: string;
  readonly introduction: string;
  readonly lines: readonly SettingLine[];
}

/** The reference of a whole settings file, as Markdown. The policy, the same for every adapter, is told once. */
export function hubReference(schema: z.ZodObject): string {
  const lines = settingLines(schema);
  const isPolicy = (path: string) => /^adapters\.[^.]+\.policy\./.test(path);
  const below = (path: string) => lines.filter((line) => line.path.startsWith(`${path}.`));
  const groups = Object.keys(schema.shape).filter((key) => key !== 'adapters');
  const adapters = Object.keys((coreOf(schema.shape.adapters as z.ZodType) as z.ZodObject).shape);
  const [first] = adapters;
  const policy = below(`adapters.${first}.policy`).map((line) => ({
    ...line,
    path: line.path.replace(/^adapters\.[^.]+\./, 'adapters.<name>.'),
  }));
  const sentenceOf = (path: string) => lines.find((line) => line.path === path)?.sentence ?? '';

  return page([
    ...groups.map((key) => ({ title: key, introduction: sentenceOf(key), lines: below(key) })),
    ...adapters.map((name) => ({
      title: `adapters.${name}`,
      introduction: sentenceOf(`adapters.${name}`),
      lines: below(`adapters.${name}`).filter(({ path }) => !isPolicy(path)),
    })),
    {
      title: 'adapters.&lt;name&gt;.policy',
      introduction:
        'The same for every adapter. The defaults are those of the wire; an adapter may have set its own, which its README tells.',
      lines: policy,
    },
  ]);
}

function page(sections: readonly ReferenceSection[]): string {
  return `${[
    '# Settings',
    'Made from the code by `npm run generate`; do not edit. [schakel.example.yaml](../schakel.example.yaml) shows them in a file.',
    'A setting may be written as `${ENV_NAME}`, to be read from the environment when the hub starts. A **secret** must be. Keys that are not on this page are refused. Paths in the file are relative to the file.',
    ...sections.map(section),
  ].join('\n\n')}\n`;
}

function section({ title, introduction, lines }: ReferenceSection): string {
  const rows = lines.map(
    ({ path, type, unit, standard, required, secret, sentence }) =>
      `| ${[
        `\`${path}\``,
        secret ? '**secret**' : cell(type),
        unit ?? '',
        required ? '**required**' : standard === null ? '' : `\`${standard.replaceAll('|', '\\|')}\``,
        cell(sentence),
      ].join(' | ')} |`,
  );
  return [
    `## ${title}`,
    introduction,
    ['| setting | type | unit | default | what it does |', '|---|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;').replaceAll('{', '&#123;');
}
