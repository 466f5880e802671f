import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { TextsPort } from '../../src/capabilities/texts/texts.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import { type Client, createClient, platform } from './client.js';
import { toKnownText, toMessage, toOutcome, toReports } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const smsSpryng = defineAdapter({
  name: platform,
  title: 'Spryng',
  operator: 'Spryng',
  provides: ['texts'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

function start(settings: Settings, { connect }: AdapterTools): RunningAdapter {
  const client = createClient(
    connect({
      baseUrl: settings.url,
      credentials: { kind: 'api-key', header: 'authorization', value: `Bearer ${settings.apiKey}` },
    }),
  );
  const texts: TextsPort = {
    async send(text, context) {
      const attempt = await client.send(toMessage(text, settings), context);
      return attempt.kind === 'ANSWERED' ? toOutcome(attempt.value) : { ...attempt, platformCode: null };
    },
    async sentUnder(reference, context) {
      const { value, source } = await client.messagesUnder(reference, context);
      return { value: value.map(toKnownText), source };
    },
    async statusOf(id, context) {
      const { value, source } = await client.message(id, context);
      return { value: value && toKnownText(value), source };
    },
    async balance(context) {
      const { value, source } = await client.balance(context);
      return { value: { credits: value }, source };
    },
    webhook: settings.webhook ?? null,
    reportsOf: toReports,
  };
  return {
    ports: { texts },
    health: async (context) => void (await client.balance(context)),
    check: (context) => check(client, context),
  };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  // Every question needs the key, so one that is refused shows that Spryng answers.
  let refused: PlatformError | null = null;
  const connection = await checkStep({
    level: 'connection',
    passed: 'Spryng answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to Spryng.',
    attempt: () =>
      client.balance(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
        refused = error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'Spryng accepts the key',
    advice: () => 'Check `apiKey`: make one for this hub in your account at Spryng.',
    attempt: () => (refused ? Promise.reject(refused) : Promise.resolve()),
  });
  return [connection, credentials];
}
