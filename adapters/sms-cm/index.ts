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
import { toMessage, toOutcome, toReports } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const smsCm = defineAdapter({
  name: platform,
  title: 'CM.com Business Messaging',
  operator: 'CM.com',
  provides: ['texts'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

function start(settings: Settings, { connect, noteUnknownValue }: AdapterTools): RunningAdapter {
  const client = createClient(
    connect({
      baseUrl: settings.url,
      credentials: { kind: 'api-key', header: 'x-cm-producttoken', value: settings.productToken },
    }),
  );
  const texts: TextsPort = {
    async send(text, context) {
      const attempt = await client.send(toMessage(text, settings), context);
      if (attempt.kind !== 'ANSWERED') return { ...attempt, platformCode: null };
      const outcome = toOutcome(attempt.value, text.reference);
      if (outcome.kind === 'IN_DOUBT' && outcome.reason === 'UNKNOWN_CODE')
        noteUnknownValue('sendError', String(outcome.platformCode));
      return outcome;
    },
    webhook: settings.webhook ?? null,
    reportsOf: toReports,
  };
  return {
    ports: { texts },
    health: (context) => client.probe(context),
    check: (context) => check(client, context),
  };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  // The only question there is needs the token, so one that is refused shows that CM.com answers.
  let refused: PlatformError | null = null;
  const connection = await checkStep({
    level: 'connection',
    passed: 'CM.com answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to CM.com.',
    attempt: () =>
      client.probe(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
        refused = error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'CM.com accepts the product token',
    advice: () => 'Check `productToken`: it stands in the Channels app of your account.',
    attempt: () => (refused ? Promise.reject(refused) : Promise.resolve()),
  });
  return [connection, credentials];
}
