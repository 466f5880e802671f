import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, endPrograms, schakel, stackTrace } from '../support/program.js';

describe('a command that was typed wrong', () => {
  let folder: string;
  beforeAll(async () => {
    buildProgram();
    folder = await mkdtemp(join(tmpdir(), 'schakel-usage-'));
  });
  afterAll(async () => {
    await endPrograms();
    await rm(folder, { recursive: true, force: true });
  });

  test('gets what is wrong, then the usage, and exit code 2', async () => {
    const cases: [string[], string][] = [
      [['strat'], 'There is no command "strat".'],
      [['--port', '4000'], 'The command goes before its options.'],
      [['start', '--prot', '4000'], "Unknown option '--prot'"],
      [['start', '4000'], "Unexpected argument '4000'"],
      [['check', '--port', '4000'], "Unknown option '--port'"],
      [['start', '--settings', 'a.yaml', '--data', 'b'], '--data is for the sandbox'],
    ];
    const ends = await Promise.all(cases.map(([args]) => schakel(args, { folder }).ended));
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.split('\n')[0]).toContain(cases[index]![1]);
      expect(stderr).toContain('Usage: schakel <command>');
      expect(stderr).not.toMatch(stackTrace);
    }
  });

  test('gets the usage alone, and exit code 0, when that is what was asked', async () => {
    const { code, stdout, stderr } = await schakel(['start', '--help'], { folder }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: schakel <command>/);
  });

  test.each<[string, string[], Record<string, string>]>([
    ['--port', ['--port', 'four'], {}],
    ['--port', ['--port', '65536'], { PORT: '4000' }],
    ['PORT', [], { PORT: '-1' }],
  ])('hears from %s %j what a port is, with exit code 1', async (source, args, environment) => {
    const { code, stderr } = await schakel(['start', ...args], { folder, environment }).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${source}: 1 problem\n  must be a whole number from 0 (any free port) to 65535; e.g. 4000\n`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('hears which settings file is not there; nothing is simulated in its place', async () => {
    const args = ['--settings', 'elsewhere.yaml'];
    const [start, check] = await Promise.all([
      schakel(['start', ...args], { folder }).ended,
      schakel(['check', ...args], { folder }).ended,
    ]);
    expect([start.code, check.code]).toEqual([1, 2]);
    for (const { stdout, stderr } of [start, check]) {
      expect(stdout).toBe('');
      expect(stderr).toBe(
        'elsewhere.yaml: 1 problem\n  the file does not exist; copy schakel.example.yaml to begin with\n',
      );
    }
  });

  test('hears it when the data folder cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { code, stderr } = await schakel(['start', '--port', '0', '--data', file], { folder }).ended;
    await rm(file);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The data folder .+ cannot be used \((ENOTDIR|EEXIST)\)\. .+\n$/);
  });
});
