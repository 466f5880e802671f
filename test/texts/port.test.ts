import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fault, Simulator } from '../../src/adapter/simulator/simulator.js';
import type { TextsPort } from '../../src/capabilities/texts/texts.port.js';
import { callContext } from '../support/call-context.js';
import { type Gateway, type GatewayOptions, openCm, openSpryng, textTo } from './support.js';

// What the port promises, whichever gateway is behind it.

type AnySimulator = Simulator & { readonly sent: readonly unknown[] };
const gateways: readonly (readonly [
  string,
  string,
  (options?: GatewayOptions) => Promise<Gateway<AnySimulator>>,
])[] = [
  ['sms-cm', 'message', openCm],
  ['sms-spryng', 'send', openSpryng],
];

let open: Gateway<AnySimulator> | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

/** Fails fast, and never closes the door. */
const policy = { timeoutMs: 400, breaker: { failures: 1_000 }, retry: { attempts: 3, baseMs: 1, maxMs: 2 } };

describe.each(gateways)('a text through %s', (name, operation, openGateway) => {
  const start = async (): Promise<{ simulator: AnySimulator; port: TextsPort }> => {
    open = await openGateway({ policy });
    return open;
  };
  const sends = (simulator: AnySimulator) => simulator.calls.filter((call) => call.operation === operation);

  test('given the gateway takes it, then it is accepted under an id, once, and that is all that is known', async () => {
    const { simulator, port } = await start();
    const outcome = await port.send(textTo('0470123456'), callContext());
    expect(outcome).toMatchObject({ kind: 'ACCEPTED', id: expect.stringMatching(/./) });
    expect(simulator.sent).toHaveLength(1);
    expect(sends(simulator)).toHaveLength(1);
  });

  test('given a number that it refuses, then the refusal is data, and repeats neither number nor text', async () => {
    const { simulator, port } = await start();
    const outcome = await port.send(textTo('0470123498'), callContext());
    expect(outcome).toMatchObject({ kind: 'REFUSED', about: expect.stringMatching(/RECIPIENT|BLOCKED/) });
    expect(JSON.stringify(outcome)).not.toMatch(/470123498|identiteitskaart/);
    expect(simulator.sent).toEqual([]);
  });

  test.each<[string, Fault, string]>([
    ['fails', { kind: 'status', status: 500 }, 'HTTP_5XX'],
    ['hangs', { kind: 'slow', ms: 3_600_000 }, 'TIMEOUT'],
    ['breaks off', { kind: 'truncated' }, 'NETWORK'],
    ['answers nonsense', { kind: 'malformed' }, 'MALFORMED'],
    ['answers with a page', { kind: 'content-type' }, 'MALFORMED'],
  ])('given it %s, then the outcome is in doubt and nothing is sent again', async (_, fault, reason) => {
    const { simulator, port } = await start();
    simulator.fail(fault);
    const outcome = await port.send(textTo('0470123456'), callContext());
    expect(outcome).toEqual({ kind: 'IN_DOUBT', reason, platformCode: null });
    expect(sends(simulator)).toHaveLength(1);
  });

  test.each<[string, Fault, string]>([
    ['throttles', { kind: 'status', status: 429, retryAfterSeconds: 30 }, 'THROTTLED'],
    ['does not know us', { kind: 'expired-credentials' }, 'CREDENTIALS'],
  ])('given it %s, then it was certainly not sent, and not tried again', async (_, fault, code) => {
    const { simulator, port } = await start();
    simulator.fail(fault);
    await expect(port.send(textTo('0470123456'), callContext())).rejects.toMatchObject({
      platform: name,
      code,
    });
    expect(simulator.sent).toEqual([]);
    expect(sends(simulator)).toHaveLength(1);
  });

  test('given a text in Unicode from another sender, then it arrives as it was written', async () => {
    const { simulator, port } = await start();
    const text = textTo('0470123456', { content: 'Zoë, uw afspraak is om 9 u. 👋', sender: 'OCMW' });
    expect(await port.send(text, callContext())).toMatchObject({ kind: 'ACCEPTED' });
    expect(JSON.stringify(simulator.sent)).toContain('Zoë, uw afspraak is om 9 u. 👋');
    expect(JSON.stringify(simulator.sent)).toContain('OCMW');
  });

  test('then neither number, text nor secret is in a line of the log', async () => {
    const { simulator, port } = await start();
    await port.send(textTo('0470123456'), callContext());
    simulator.fail({ kind: 'malformed', body: '{"to":"0032470123456"' });
    await port.send(textTo('0470123456', { reference: 'T0002' }), callContext());
    const lines = JSON.stringify(open!.running.log.lines);
    expect(lines).toContain('platform.answer_not_understood');
    expect(lines).not.toMatch(/470123456|identiteitskaart|sandbox-spryng|5aad-4b0c/);
  });
});
