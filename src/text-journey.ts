import { DeliveryReports } from './capabilities/texts/delivery-reports.js';
import { chooseGateway } from './capabilities/texts/gateway-choice.js';
import { GatewayFailover } from './capabilities/texts/gateway-failover.js';
import { createTextBudget } from './capabilities/texts/text-budget.js';
import { textCommand } from './capabilities/texts/text.command.js';
import { TextMessagesService } from './capabilities/texts/text-messages.service.js';
import { createTextRecords } from './capabilities/texts/text.records.js';
import { addSandboxTemplates } from './capabilities/texts/text.sandbox.js';
import { createTextTemplates } from './capabilities/texts/text-templates.js';
import { TextsService } from './capabilities/texts/texts.service.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import type { JourneysOptions } from './journeys-options.js';

/** Texts: the gateways, the templates and the budget. */
export async function openTexts(options: JourneysOptions) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, consents, clock, log, metrics } = options;
  const providers = adapters.providers('texts');
  const reports = new DeliveryReports({
    providers,
    clock,
    log,
    metrics,
    noteUnknownValue: adapters.noteUnknownValue,
  });
  const preferred = chooseGateway(providers, settings.texts.gateway);
  const failover = new GatewayFailover({
    providers,
    preferred,
    settings: settings.texts.failover,
    clock,
    log,
    metrics,
  });
  const { monthlyCents = null, ...budgetSettings } = settings.texts.budget;
  const budget = createTextBudget({
    database,
    settings: { ...budgetSettings, monthlyCents },
    clock,
    log,
    metrics,
  });
  const records = createTextRecords({ database, cipher, keyedHash, budget });
  const templates = createTextTemplates(database);
  if (sandbox) await addSandboxTemplates(database, templates, settings.organisation.kbo);
  reports.listen(({ platform, report, receivedAt }) => records.report(platform, report, receivedAt));
  const definition = textCommand({
    providers,
    failover,
    records,
    consents,
    quietHours: settings.texts.quietHours ?? null,
    clock,
  });
  return {
    kinds: [definition] as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      reports,
      texts: new TextsService({ providers, preferred, failover, reports }),
      textMessages: new TextMessagesService({
        database,
        records,
        templates,
        budget,
        failover,
        platform: adapters.platformOf('texts'),
        commands,
        definition,
        keys: options.idempotencyKeys,
        clock,
        centsPerPart: settings.texts.centsPerPart,
        mostParts: settings.texts.mostParts,
      }),
    }),
  };
}
