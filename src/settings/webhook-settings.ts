import { z } from 'zod';
import { secret } from './secret.js';

/** What endpoints can be told of. */
export const webhookEvents = [
  'command.changed',
  'text.changed',
  'letter.changed',
  'signature_request.changed',
  'appointment.changed',
  'association.changed',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

const secretBytes = (text: string) => {
  const found = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text);
  return Buffer.from(found?.[1] ?? '', 'base64');
};

const signingSecret = () =>
  secret()
    .refine((text) => secretBytes(text).length >= 24 && secretBytes(text).length <= 64, {
      error: 'must be whsec_ and 24 to 64 bytes in base64: echo whsec_$(openssl rand -base64 32)',
    })
    .transform(secretBytes);

const endpoint = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((text) => !URL.canParse(text) || (!new URL(text).username && !new URL(text).password), {
        error: 'must hold no user name or password',
      })
      .describe('Where events are posted: https, and nothing secret in it, for administrators see its host.')
      .meta({ example: 'https://kern.schilde.be/hooks/schakel' }),
    secret: signingSecret()
      .describe('Signs every event, by Standard Webhooks: whsec_ and 24 to 64 bytes in base64.')
      .meta({ example: '${WEBHOOK_KERN_SECRET}' }),
    previousSecret: signingSecret()
      .optional()
      .describe('While a secret is changed: the one of before, which signs too.')
      .meta({ example: '${WEBHOOK_KERN_PREVIOUS_SECRET}' }),
    events: z
      .array(z.enum(webhookEvents))
      .min(1)
      .refine((list) => new Set(list).size === list.length, { error: 'must be different ones' })
      .default([...webhookEvents])
      .describe('What it is told of.'),
    organisation: z
      .string()
      .regex(/^(\d{10}|OVO\d{6})$/, { error: 'must be a KBO number without dots, or an OVO code' })
      .optional()
      .describe('Organisation of whose changes it is told, by its KBO number; left out, that of this hub.')
      .meta({ example: "'0207533278'" }),
    allowPrivateAddress: z
      .boolean()
      .default(false)
      .describe(
        'Whether it may be at a private address, such as 10.0.0.0/8 or this machine itself. Of a public name that leads to one nothing is sent otherwise.',
      ),
  })
  .refine(
    ({ url, allowPrivateAddress }) => {
      // Of no address at all it was said already.
      if (!URL.canParse(url)) return true;
      const { protocol, hostname } = new URL(url);
      return protocol === 'https:' || (allowPrivateAddress && loopback.has(hostname));
    },
    {
      path: ['url'],
      error: 'must be https:// (http:// only on this machine, with allowPrivateAddress)',
    },
  );

export const webhookSettings = z.strictObject({
  endpoints: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'must be 1 to 40 small letters, digits or -' }),
      endpoint,
    )
    .default({})
    .describe('Who is told of changes, by a name of your own.'),
  keepDays: z
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('How many days an event is kept after it arrived or was given up; as long it can be replayed.'),
});

export type WebhookSettings = z.output<typeof webhookSettings>;
