import { describe, expect, test } from '@jest/globals';
import { createRegistry } from '../../src/adapter/registry.js';
import { explain } from '../../src/command-line/explain.js';
import { UnsafeSchema } from '../../src/graph/schema-check.js';
import { PortInUse } from '../../src/server/server.js';
import { SettingsError } from '../../src/settings/settings-problem.js';
import { StorageError } from '../../src/storage/storage-error.js';
import { stackTrace } from '../support/program.js';

const ofTheSystem = (details: object) => Object.assign(new Error('words of Node.js'), details);

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

describe('what was foreseen is told in words', () => {
  test.each<[string, unknown, RegExp]>([
    ['a port in use', new PortInUse('127.0.0.1', 4000), /^Port 4000 on 127\.0\.0\.1 is in use\..+--port/],
    [
      'wrong settings',
      new SettingsError('schakel.yaml', [{ path: 'a', line: 1, problem: 'is missing', example: '1' }]),
      /^schakel\.yaml: 1 problem\n {2}a \(line 1\): is missing; e\.g\. 1$/,
    ],
    [
      'a database that cannot be used',
      new StorageError('UNREACHABLE', 'The database does not answer.', 'Start it.'),
      /^The database does not answer\. Start it\.$/,
    ],
    [
      'a schema without its rules',
      new UnsafeSchema(['Query.a: no access rule', 'Query.b: no cost']),
      /Query\.b/,
    ],
    [
      'a list of adapters that does not hold',
      refusalOf(() => createRegistry({ known: [], definitions: [{ name: 'Wrong', provides: [] } as never] })),
      /^The list of adapters does not hold:\n- Wrong: a name is in kebab case\n- Wrong: no title/,
    ],
    [
      'a port that needs rights',
      ofTheSystem({ syscall: 'listen', code: 'EACCES', address: '0.0.0.0', port: 80 }),
      /^This user may not listen on port 80 of 0\.0\.0\.0/,
    ],
    [
      'a host that nobody knows',
      ofTheSystem({ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: 'schakel.lan' }),
      /^The name schakel\.lan is not known/,
    ],
    [
      'a full disk',
      ofTheSystem({ syscall: 'write', code: 'ENOSPC', path: '/srv/data' }),
      /^\/srv\/data cannot be used \(ENOSPC\)/,
    ],
  ])('%s', (_name, error, words) => {
    expect(explain(error)).toMatch(words);
    expect(explain(error)).not.toMatch(stackTrace);
  });

  test('and what nobody foresaw says where it happened', () => {
    expect(explain(new TypeError('x is undefined'))).toMatch(stackTrace);
  });
});
