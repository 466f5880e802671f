import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const page = readFileSync('docs/adding-an-adapter.md', 'utf8');

/** The fenced blocks of a language that begin with the path of a file, as path and text. */
const blocks = (language: string, mark: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n${mark}// (\\S+)\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, path, text]) => ({ path: path!, text: text! }),
  );

describe('docs/adding-an-adapter.md', () => {
  test('given somebody copies its files into this tree, then they compile', () => {
    const files = new Map(blocks('ts', '').map(({ path, text }) => [resolve(path), text]));
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
    const host = ts.createCompilerHost(options);
    const { fileExists, getSourceFile } = host;
    Object.assign(host, {
      directoryExists: undefined,
      fileExists: (path: string) => files.has(path) || fileExists(path),
      getSourceFile(path: string, language: ts.ScriptTarget) {
        const text = files.get(path);
        return text === undefined
          ? getSourceFile.call(host, path, language)
          : ts.createSourceFile(path, text, language, true);
      },
    });
    const program = ts.createProgram([...files.keys()], options, host);
    const faults = [...files.keys()].flatMap((path) => {
      const source = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      );
    });

    expect(files.size).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });

  test('the lines it changes are there', () => {
    const changes = blocks('diff', ' ');
    const missing = changes.flatMap(({ path, text }) => {
      const file = readFileSync(path, 'utf8').split('\n');
      return text
        .split('\n')
        .filter((line) => /^[ -]/.test(line) && !file.includes(line.slice(1)))
        .map((line) => `${path}: ${line}`);
    });

    expect(changes).toHaveLength(4);
    expect(missing).toEqual([]);
  });
});
