import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { waysOut } from '../support/ways-out.js';

// Promise 2 of the design: no adapter reaches the network but through the wire. Two nets: dependency-cruiser sees what
// is imported; what needs no import (global fetch, computed imports) is looked for in the syntax tree.

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const rule = 'the-wire-is-the-only-way-out';
/** Rules against reaching the network by a part of the wire, a library's own client, or a simulator. */
const aroundTheWire = [
  'adapters-take-no-part-of-the-wire',
  'soap-is-spoken-in-one-place',
  'client-and-simulator-share-nothing',
  'clients-do-not-know-simulators',
];
/**
 * Doors of their own: the wire, simulators, the login client, the HTTP server (which listens), and the sandbox, which
 * asks a token of the simulator it has just started itself.
 */
const exempt =
  /^src\/(adapter\/(wire|simulator)|identity|server)\/|^src\/generated\/|^src\/sandbox\.ts$|^adapters\/[^/]+\/simulator(\.ts|\/)/;

interface Cruise {
  readonly summary: {
    readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
    readonly totalCruised: number;
  };
}

function cruise(folder: string, parts: readonly string[], rules: readonly string[] = [rule]) {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...parts],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64_000_000,
    },
  );
  if (!stdout) throw new Error(`dependency-cruiser gave no report: ${stderr}`);
  const { summary } = JSON.parse(stdout) as Cruise;
  const violations = summary.violations
    .filter(({ rule: { name } }) => rules.includes(name))
    .map(({ from, to }) => `${from} → ${to}`);
  return { violations, cruised: summary.totalCruised };
}

const trials: string[] = [];
afterAll(() => trials.forEach((trial) => rmSync(trial, { recursive: true, force: true })));

/** A house of only these files, under our rules. */
function houseOf(files: Readonly<Record<string, string>>): string {
  const trial = mkdtempSync(join(tmpdir(), 'schakel-rooms-'));
  trials.push(trial);
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
    copyFileSync(join(root, file), join(trial, file));
  symlinkSync(join(root, 'node_modules'), join(trial, 'node_modules'), 'junction');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(trial, file)), { recursive: true });
    writeFileSync(join(trial, file), text);
  }
  return trial;
}

describe('imports', () => {
  test('no room and no adapter imports a network module', () => {
    const { violations, cruised } = cruise(root, ['src', 'adapters'], [rule, ...aroundTheWire]);
    expect(violations).toEqual([]);
    expect(cruised).toBeGreaterThan(50);
  });

  test('the rule bites: in every way to write an import, and not in a simulator or the wire', () => {
    const trial = houseOf({
      'adapters/proef/by-undici.ts': "import { request } from 'undici';\nexport const ask = request;\n",
      'adapters/proef/by-net.ts': "import { connect } from 'node:net';\nexport const ask = connect;\n",
      'adapters/proef/by-https.ts': "import https from 'https';\nexport const ask = https.get;\n",
      'adapters/proef/by-dns.ts': "export { lookup } from 'node:dns/promises';\n",
      'adapters/proef/by-dynamic.ts': "export const ask = () => import('node:http2');\n",
      'src/jobs/by-tls.ts': "import * as tls from 'node:tls';\nexport const ask = tls.connect;\n",
      'adapters/proef/simulator.ts':
        "import { createServer } from 'node:http';\nexport const start = createServer;\n",
      'src/adapter/wire/socket.ts': "import { Agent } from 'undici';\nexport const agent = Agent;\n",
    });

    const caught = cruise(trial, ['src', 'adapters']).violations.map(
      (violation) => violation.split(' → ')[0],
    );
    expect(caught.sort()).toEqual([
      'adapters/proef/by-dns.ts',
      'adapters/proef/by-dynamic.ts',
      'adapters/proef/by-https.ts',
      'adapters/proef/by-net.ts',
      'adapters/proef/by-undici.ts',
      'src/jobs/by-tls.ts',
    ]);
  });

  test('nor around it: by a stage alone, a library with a client of its own, or a simulator', () => {
    const take = (from: string, what: string) =>
      `import { ${what} } from '${from}';\nexport const taken = ${what};\n`;
    const trial = houseOf({
      'src/adapter/wire/stages/socket.ts': 'export const socketStage = 1;\n',
      'src/adapter/wire/create-wire.ts': 'export const createWire = 1;\n',
      'src/adapter/simulator/simulator-server.ts': 'export const startSimulatorServer = 1;\n',
      'src/adapter/magda/transport.ts': 'export const transport = 1;\n',
      'src/adapter/soap/soap-client.ts': take('soap', 'createClientAsync'),
      'src/adapter/magda/simulator/gateway.ts': take('../transport.js', 'transport'),
      'adapters/proef/by-stage.ts': take('../../src/adapter/wire/stages/socket.js', 'socketStage'),
      'adapters/proef/by-wire.ts': take('../../src/adapter/wire/create-wire.js', 'createWire'),
      'adapters/proef/by-soap.ts': take('soap', 'createClientAsync'),
      'adapters/proef/by-jose.ts': take('jose', 'createRemoteJWKSet'),
      'adapters/proef/by-simulator.ts': take('./simulator.js', 'start'),
      'adapters/proef/words.ts': 'export const words = 1;\n',
      'adapters/proef/settings.ts': `${take('zod', 'z')}export type Input = string;\n`,
      'adapters/proef/simulator/parts.ts': take('../words.js', 'words'),
      'adapters/proef/simulator.ts':
        "import type { Input } from './settings.js';\nimport { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';\nexport const start = (_: Input) => startSimulatorServer;\n",
      'adapters/proef/index.ts': take('./simulator.js', 'start'),
    });

    const { violations } = cruise(trial, ['src', 'adapters'], aroundTheWire);
    expect([...new Set(violations.map((violation) => violation.split(' → ')[0]))].sort()).toEqual([
      'adapters/proef/by-jose.ts',
      'adapters/proef/by-simulator.ts',
      'adapters/proef/by-soap.ts',
      'adapters/proef/by-stage.ts',
      'adapters/proef/by-wire.ts',
      'adapters/proef/simulator/parts.ts',
      'src/adapter/magda/simulator/gateway.ts',
    ]);
  });
});

describe('what needs no import', () => {
  test('no room and no adapter uses a global that reaches the network, or hides what it imports', () => {
    const files = ['src', 'adapters'].flatMap((part) =>
      readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${part}/${file.replaceAll('\\', '/')}`,
      ),
    );
    const own = files.filter((file) => file.endsWith('.ts') && !exempt.test(file));
    expect(own.length).toBeGreaterThan(50);
    const found = own.flatMap((file) =>
      waysOut(readFileSync(join(root, file), 'utf8'), { adapter: file.startsWith('adapters/') }).map(
        (way) => `${file}: ${way}`,
      ),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ["await fetch('http://x')", 'fetch'],
    ['const ask = fetch; ask(1)', 'fetch'],
    ["globalThis.fetch('x')", 'fetch'],
    ["globalThis['fetch']('x')", 'fetch'],
    ['const { fetch: ask } = globalThis', 'globalThis'],
    ['const g = global; g.x', 'global'],
    ["new WebSocket('ws://x')", 'WebSocket'],
    ["new EventSource('http://x')", 'EventSource'],
    ['new XMLHttpRequest()', 'XMLHttpRequest'],
    ['const name = "node:n" + "et"; await import(name)', 'computed import'],
    ["import { createRequire } from 'node:module'", 'node:module'],
    ["require('net')", 'require'],
    ["process.getBuiltinModule('net')", 'getBuiltinModule'],
    ["import { spawn } from 'node:child_process'", 'node:child_process'],
    ["import { Worker } from 'worker_threads'", 'worker_threads'],
    ["eval('fetch(1)')", 'eval'],
    ["new Function('return fetch')", 'Function'],
  ])('the check bites: %s', (text, way) => {
    expect(waysOut(text, { adapter: true }).join()).toContain(way);
  });

  test.each([
    "const answer = await client.fetch('x')",
    'export function load(fetch: () => void) { fetch(); }',
    'interface Options { fetch(): void; readonly global: boolean }',
    'const x = { fetch: 1, require: true }',
    "await import('./simulator.js')",
    '// fetch and WebSocket in a comment\nconst text = "fetch(1)";',
    'globalThis.structuredClone(x)',
  ])('and leaves alone what is harmless: %s', (text) => {
    expect(waysOut(text, { adapter: true })).toEqual([]);
  });
});
