import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { signatureOf, signedMessage } from '../../src/capabilities/webhooks/webhook.message.js';
import { newSecret } from './webhook-stand.js';

// What docs/webhooks.md gives to receivers, as it stands there.
const [, code] = /```js\n([^]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8'))!;
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(code!)}`)) as {
  verify(secret: string, headers: object, body: string): boolean;
};

const delivery = {
  id: '3f0f5d0e-6f0c-4a55-8a43-0f6c7c0b4f2d',
  event: 'letter.changed',
  subjectId: 'a1',
  subjectKind: null,
  subjectState: 'SENT',
  occurredAt: new Date('2026-06-01T10:00:00Z'),
};
const secret = newSecret();
const bytes = (text: string) => Buffer.from(text.slice('whsec_'.length), 'base64');
const message = (secrets: readonly string[] = [secret], at = Date.now()) =>
  signedMessage(delivery as never, secrets.map(bytes), at);

describe('the lines for a receiver', () => {
  test('take what the hub sends, also while a secret is changed', () => {
    const { headers, body } = message();
    expect(verify(secret, headers, body)).toBe(true);
    const both = message([newSecret(), secret]);
    expect(verify(secret, both.headers, both.body)).toBe(true);
  });

  test('refuse what is changed, old, unsigned or of somebody else', () => {
    const { headers, body } = message();
    expect(verify(secret, headers, body.replace('SENT', 'READ'))).toBe(false);
    expect(verify(secret, { ...headers, 'webhook-id': 'x' }, body)).toBe(false);
    expect(verify(newSecret(), headers, body)).toBe(false);
    expect(verify(secret, { ...headers, 'webhook-signature': '' }, body)).toBe(false);
    expect(verify(secret, {}, body)).toBe(false);
    const old = message([secret], Date.now() - 10 * 60_000);
    expect(verify(secret, old.headers, old.body)).toBe(false);
  });
});

test('a signature is the one that the libraries of the standard are tested with', () => {
  const given = bytes('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  expect(signatureOf('msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}', given)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});
