import { describe, expect, test } from '@jest/globals';
import { webhookSettings } from '../../src/settings/webhook-settings.js';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const url = 'https://kern.schilde.be/hooks';
const problems = (endpoint: object, name = 'kern') =>
  webhookSettings
    .safeParse({ endpoints: { [name]: { url, secret, ...endpoint } } })
    .error?.issues.map(({ path }) => path.at(-1)) ?? [];

describe('an endpoint in the settings', () => {
  test.each([
    ['https', {}],
    [
      'http on this machine, when that is allowed',
      { url: 'http://localhost:8080/', allowPrivateAddress: true },
    ],
    ['two secrets', { previousSecret: `whsec_${Buffer.alloc(24, 2).toString('base64')}` }],
  ])('may have %s', (_what, endpoint) => {
    expect(problems(endpoint)).toEqual([]);
  });

  test.each([
    ['http', { url: 'http://kern.schilde.be/' }, 'url'],
    ['http in the own network', { url: 'http://10.0.0.8/', allowPrivateAddress: true }, 'url'],
    ['http on this machine, when that is not allowed', { url: 'http://localhost:8080/' }, 'url'],
    ['another protocol', { url: 'ftp://kern.schilde.be/' }, 'url'],
    ['a password in its address', { url: 'https://me:secret@kern.schilde.be/' }, 'url'],
    ['no address', { url: 'kern' }, 'url'],
    ['a secret that is too short', { secret: 'whsec_c2hvcnQ=' }, 'secret'],
    ['a secret without whsec_', { secret: secret.slice(6) }, 'secret'],
    ['an event that is none', { events: ['letter.read'] }, 0],
    ['nothing to be told', { events: [] }, 'events'],
  ])('may not have %s', (_what, endpoint, at) => {
    expect(problems(endpoint)).toContain(at);
  });

  test('may not have any name', () => {
    expect(problems({}, 'De Kern')).not.toEqual([]);
  });

  test('is told of everything unless it says of what', () => {
    const { endpoints, keepDays } = webhookSettings.parse({ endpoints: { kern: { url, secret } } });
    expect(endpoints.kern?.events).toHaveLength(6);
    expect([endpoints.kern?.allowPrivateAddress, keepDays]).toEqual([false, 30]);
  });
});
