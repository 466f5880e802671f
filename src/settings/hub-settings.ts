import { z } from 'zod';
import { isIpdcNumber } from '../identifiers/ipdc-number.js';
import { parseKboNumber } from '../identifiers/kbo-number.js';
import { appointmentSettings } from './appointment-settings.js';
import { letterSettings } from './letter-settings.js';
import { permitSettings } from './permit-settings.js';
import { secret } from './secret.js';
import { textSettings } from './text-settings.js';
import { webhookSettings } from './webhook-settings.js';

const bytesOf = (text: string) =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Uint8Array.from(Buffer.from(text, 'base64')) : new Uint8Array();

const key = (check: (length: number) => boolean, wanted: string) =>
  secret()
    .refine((text) => check(bytesOf(text).length), {
      error: `must be ${wanted} in base64 (openssl rand -base64 32)`,
    })
    .transform(bytesOf);

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).pathname === '/', {
    error: 'must be an address without a path',
  });

const milliseconds = (minimum: number) => z.int().min(minimum);

const server = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Network address the hub listens on; 0.0.0.0 for every address, as in a container.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('Port the hub listens on; --port and PORT go before it, 0 takes a free one.'),
  publicUrl: origin
    .describe('Address at which browsers reach the hub.')
    .meta({ example: 'https://schakel.schilde.be' }),
  trustProxy: z
    .union([z.boolean(), z.array(z.string().min(1))])
    .default(false)
    .describe('Whose X-Forwarded headers are believed: true for every proxy, or a list of addresses.'),
  bodyLimitBytes: z.int().min(1024).default(262_144).describe('Largest request body the hub reads.'),
  metricsToken: secret()
    .optional()
    .describe('Bearer token for /metrics; left out, only this machine may read it.'),
  playground: z.boolean().default(true).describe('Whether /playground is served.'),
});

const database = z.strictObject({
  url: secret()
    .optional()
    .describe(
      'PostgreSQL server, postgresql://user:password@host:5432/database. DATABASE_URL is used when neither url nor folder is given.',
    )
    .meta({ example: '${DATABASE_URL}' }),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of the embedded database, relative to the settings file. For one process on one machine: it does not survive a power cut.',
    )
    .meta({ example: './data' }),
  pool: z
    .strictObject({
      max: z.int().min(2).default(10).describe('Connections to the PostgreSQL server at most.'),
      connectTimeoutMs: milliseconds(100).default(5_000).describe('How long a connection may take to open.'),
      idleTimeoutMs: milliseconds(0)
        .default(30_000)
        .describe('After how long an unused connection is closed.'),
    })
    .prefault({})
    .describe('Connections to the PostgreSQL server.'),
});

const keys = z.strictObject({
  encryption: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[a-z0-9-]{1,32}$/, { error: 'must be 1 to 32 small letters, digits or -' })
          .describe('Name of the key, stored beside what it encrypts.'),
        key: key((length) => length === 32, '32 random bytes').describe(
          'AES-256 key, 32 random bytes in base64.',
        ),
      }),
    )
    .min(1)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
      error: 'must have a different id each',
    })
    .describe(
      'Keys of stored national numbers and tokens. The first encrypts, all decrypt: put a new one in front and keep the old.',
    ),
  hash: key((length) => length >= 32, 'at least 32 random bytes').describe(
    'Key of the hash by which a person is found again, at least 32 random bytes in base64. Never change it: hashes made with another key find nobody.',
  ),
});

const organisation = z.strictObject({
  name: z
    .string()
    .min(1)
    .describe('Name of the municipality, as people know it.')
    .meta({ example: 'Gemeente Schilde' }),
  kbo: z
    .string()
    .refine(isKboNumber, { error: 'must be a KBO number: 10 digits, of which the last two match the others' })
    .transform(parseKboNumber)
    .describe('Its KBO number; dots may stay.')
    .meta({ example: "'0297.500.186'" }),
});

const graph = z.strictObject({
  deadlineMs: milliseconds(100).default(10_000).describe('How long one question may take in all.'),
  limits: z
    .strictObject({
      depth: z.int().min(1).default(12).describe('Levels of fields within fields in one operation.'),
      aliases: z.int().min(0).default(15).describe('Aliases in one operation.'),
      tokens: z.int().min(10).default(2_000).describe('Words and signs in one document.'),
      directives: z.int().min(0).default(50).describe('Directives in one operation.'),
      cost: z.int().min(1).default(5_000).describe('Cost of one operation, as the schema counts it.'),
    })
    .prefault({})
    .describe('Above these an operation is refused before it runs.'),
  purposes: z
    .array(
      z.strictObject({
        code: z
          .string()
          .regex(/^[a-z0-9-]{2,64}$/, { error: 'must be 2 to 64 small letters, digits or -' })
          .describe('Code that civil servants state.'),
        description: z.string().min(1).describe('What it stands for, in Dutch.'),
      }),
    )
    .default([{ code: 'dossier-handling', description: 'Behandelen van een dossier van de burger' }])
    .describe(
      'Purposes of the register of processing activities for which civil servants may read data of citizens.',
    ),
});

const associations = z.strictObject({
  mirrorIntervalMs: milliseconds(1_000)
    .default(300_000)
    .describe('How often our copy of the association register is brought up to date.'),
  mostPerPage: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Longest page of associations that one question may ask.'),
});

const productLink = z.strictObject({
  number: z
    .string()
    .refine(isIpdcNumber, { error: 'must be a product number: 1 to 10 digits' })
    .describe('Product number (productnummer).'),
  kind: z
    .enum(['APPOINTMENT_SERVICE', 'DOSSIER_TYPE'])
    .describe(
      'What the reference names: a service of the appointment system, or the product number by which an authority knows its dossiers.',
    ),
  reference: z
    .string()
    .min(1)
    .describe(
      "The other platform's own key; of an appointment service with the adapter before it, such as jcc:12.",
    ),
  organisation: z
    .string()
    .refine(isKboNumber, { error: 'must be a KBO number: 10 digits, of which the last two match the others' })
    .transform(parseKboNumber)
    .nullable()
    .default(null)
    .describe('KBO number of the organisation for which it holds; left out, it holds for all of them.'),
});

const products = z.strictObject({
  mirrorIntervalMs: milliseconds(1_000)
    .default(60_000)
    .describe('How often our copy of the product catalogue is brought up to date.'),
  mostPerPage: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Longest page of products that one question may ask.'),
  links: z
    .array(productLink)
    .default([])
    .describe(
      'What products are called on other platforms: the appointments that belong to them, their dossiers.',
    ),
});

const events = z.strictObject({
  linksIntervalMs: milliseconds(60_000)
    .default(21_600_000)
    .describe(
      'How often it is read which organiser of events is which association: one call for each organiser of the municipality.',
    ),
});

const consents = z
  .array(
    z.strictObject({
      code: z
        .string()
        .regex(/^[a-z0-9-]{2,64}$/, { error: 'must be 2 to 64 small letters, digits or -' })
        .describe('Code by which citizens, websites and the hub name it.'),
      title: z.string().min(1).describe('What it is for, in a few Dutch words.'),
      text: z.string().min(1).describe('What the citizen agrees to, in Dutch.'),
      version: z
        .string()
        .regex(/^[A-Za-z0-9.-]{1,32}$/, { error: 'must be 1 to 32 letters, digits, points or -' })
        .describe('Version of the text; a new text needs a new version.'),
      channels: z
        .array(z.enum(['EBOX', 'SMS', 'EMAIL']))
        .min(1)
        .refine((list) => new Set(list).size === list.length, { error: 'must be different ones' })
        .describe('For which channels it is asked, each apart.'),
      unlessSaid: z
        .enum(['NO', 'YES'])
        .default('NO')
        .describe('What holds for somebody who said nothing: NO is opt-in, YES is opt-out.'),
    }),
  )
  .refine((list) => new Set(list.map(({ code }) => code)).size === list.length, {
    error: 'must have a different code each',
  })
  .default([
    {
      code: 'letters',
      title: 'Brieven digitaal',
      text: 'De gemeente bezorgt mij haar brieven in mijn e-Box in plaats van op papier.',
      version: '2026-01',
      channels: ['EBOX'],
      unlessSaid: 'NO',
    },
    {
      code: 'alerts',
      title: 'Meldingen',
      text: 'De gemeente stuurt mij een bericht als er iets gebeurt met mijn afspraken, brieven of dossiers.',
      version: '2026-01',
      channels: ['SMS', 'EMAIL'],
      unlessSaid: 'NO',
    },
  ]);

const files = z.strictObject({
  largestBytes: z
    .int()
    .min(1024)
    .max(32 * 1024 * 1024)
    .default(20 * 1024 * 1024)
    .describe(
      'Largest PDF or CSV that may be uploaded for a change; platforms take and give 32 MiB at most.',
    ),
  keepUnusedMs: milliseconds(60_000)
    .default(86_400_000)
    .describe('How long an uploaded file is kept that nothing uses.'),
});

const signatures = z.strictObject({
  expiresAfterDays: z
    .int()
    .min(1)
    .max(365)
    .default(90)
    .describe(
      'After how many days a request for signatures without a deadline of its own expires: it is taken back then.',
    ),
});

const lane = z.strictObject({
  places: z.int().min(1).default(4).describe('Changes at work at the same time, in each hub.'),
  perSecond: z
    .int()
    .min(1)
    .optional()
    .describe('Changes taken up in a second by all hubs together; kept with Redis only.'),
});

const commands = z.strictObject({
  redisUrl: secret()
    .optional()
    .describe(
      'Redis that hands changes out to several hubs, redis://user:password@host:6379/0. REDIS_URL is used when this is left out; without either the hub hands them out itself, from the database.',
    )
    .meta({ example: '${REDIS_URL}' }),
  leaseMs: milliseconds(2_000)
    .default(120_000)
    .describe(
      'How long a change belongs to the hub that is at work on it, unless renewed: after a crash another one takes it up then. A call may take half of it.',
    ),
  lane: lane
    .prefault({})
    .describe(
      'How much of a platform’s capacity changes may take, for every platform that `lanes` does not name.',
    ),
  lanes: z
    .record(z.string(), lane)
    .default({})
    .describe('The same for one platform, by the name of its adapter.'),
});

const operations = z.strictObject({
  healthIntervalMs: milliseconds(1_000)
    .default(60_000)
    .describe('How often every platform is asked whether it answers.'),
  logLevel: z
    .enum(['error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('From which level on lines are logged.'),
});

/** An adapter as far as settings know it: its key in the file and the schema of what stands under it. */
export interface AdapterSettingsCard {
  readonly name: string;
  readonly title: string;
  readonly settings: z.ZodObject;
}

export interface SettingsParts<I extends z.ZodObject, P extends z.ZodObject> {
  /** The rooms above own these schemas; settings may not know those rooms. */
  readonly identity: I;
  readonly adapters: readonly AdapterSettingsCard[];
  readonly policy: P;
}

/** The Zod schema of a whole settings file. Unknown keys are refused at every level. */
export function settingsObject<I extends z.ZodObject, P extends z.ZodObject>({
  identity,
  adapters,
  policy,
}: SettingsParts<I, P>) {
  const adapterShape = Object.fromEntries(
    adapters.map(({ name, title, settings }) => [
      name,
      settings
        .safeExtend({
          policy: policy
            .optional()
            .describe('How calls to this platform behave, over what its adapter sets.'),
        })
        .optional()
        .describe(`${title}. Left out, this platform answers NOT_CONFIGURED.`),
    ]),
  ) as Record<string, z.ZodOptional<z.ZodObject>>;

  return z.strictObject({
    organisation: organisation.describe('The municipality this hub works for.'),
    server: server.describe('The HTTP server.'),
    database: database
      .prefault({})
      .describe('Where the hub keeps what it must not forget: give url or folder.'),
    keys: keys.describe('Keys that protect personal data in the database.'),
    identity: identity.describe('Login at ACM/IDM.'),
    graph: graph.prefault({}).describe('What one question may ask.'),
    appointments: appointmentSettings.prefault({}).describe('Appointments.'),
    associations: associations.prefault({}).describe('The copy of the association register.'),
    products: products.prefault({}).describe('The copy of the product catalogue, and what is joined to it.'),
    permits: permitSettings
      .prefault({})
      .describe('The copy of the open data of Omgevingsloket, and deadlines.'),
    events: events.prefault({}).describe('Events of associations.'),
    texts: textSettings.prefault({}).describe('Texts (sms).'),
    consents: consents.describe(
      'What citizens are asked their consent for. It is looked at when something is sent, not when it is asked.',
    ),
    letters: letterSettings.prefault({}).describe('Letters.'),
    files: files.prefault({}).describe('Files that are uploaded for a change.'),
    signatures: signatures.prefault({}).describe('Requests for signatures.'),
    commands: commands.prefault({}).describe('Changes that must reach a platform.'),
    webhooks: webhookSettings
      .prefault({})
      .describe('Telling applications of changes, so that they need not ask.'),
    operations: operations.prefault({}).describe('Watching over the hub.'),
    adapters: z
      .strictObject(adapterShape)
      .prefault({})
      .describe('The platforms this hub speaks to, by adapter.'),
  });
}

export type SettingsObject<
  I extends z.ZodObject = z.ZodObject,
  P extends z.ZodObject = z.ZodObject,
> = ReturnType<typeof settingsObject<I, P>>;

/** Settings that were read and checked, every default filled in. */
export type HubSettings<I extends z.ZodObject = z.ZodObject, P extends z.ZodObject = z.ZodObject> = Omit<
  z.output<SettingsObject<I, P>>,
  'adapters'
> & {
  /** By adapter; one that is not in the settings is not in here. */
  readonly adapters: Readonly<Record<string, ConfiguredAdapter<P>>>;
};

export interface ConfiguredAdapter<P extends z.ZodObject = z.ZodObject> {
  /** Checked by the adapter's own schema, defaults filled in. */
  readonly settings: Record<string, unknown>;
  /** Only what the file says: it goes over what the adapter's author set. Undefined when it says nothing. */
  readonly policy: z.output<P> | undefined;
}

function isKboNumber(text: string): boolean {
  try {
    parseKboNumber(text);
    return true;
  } catch {
    return false;
  }
}
