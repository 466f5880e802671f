import { type ConsentPurpose, type Consents, createConsents } from '../../src/privacy/consent.js';
import { randomUUID } from 'node:crypto';
import { DeliveryReports, type TextProvider } from '../../src/capabilities/texts/delivery-reports.js';
import { type FailoverSettings, GatewayFailover } from '../../src/capabilities/texts/gateway-failover.js';
import type { QuietHours } from '../../src/capabilities/texts/quiet-hours.js';
import { type BudgetSettings, createTextBudget } from '../../src/capabilities/texts/text-budget.js';
import { textCommand } from '../../src/capabilities/texts/text.command.js';
import {
  type Sending,
  TextMessagesService,
  type TextRequest,
} from '../../src/capabilities/texts/text-messages.service.js';
import { createTextRecords, type TextRecord } from '../../src/capabilities/texts/text.records.js';
import { createTextTemplates } from '../../src/capabilities/texts/text-templates.js';
import type { TextsPort } from '../../src/capabilities/texts/texts.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { CommandDefinition } from '../../src/jobs/command.js';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { parties } from '../graph/actors.js';
import { cipher, type CommandStand, commandStand, keyedHash } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock, type ManualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { type MemoryLog, memoryLog } from '../support/log.js';
import { openCm, openSpryng } from './support.js';

export interface SendingStandOptions {
  /** Tuesday 24 November 2026, 10:00 in Brussels, when left out. */
  readonly start?: number;
  readonly preferred?: 'sms-cm' | 'sms-spryng' | null;
  readonly quietHours?: QuietHours;
  readonly budget?: Partial<BudgetSettings>;
  readonly failover?: Partial<FailoverSettings>;
}

/** Sending as the hub has it, with both gateways' simulators, on a clock that stands still; without graph and server. */
/** What somebody agrees to, or not, before they get a text. */
export const alerts = {
  code: 'alerts',
  title: 'Meldingen',
  text: 'U krijgt een bericht.',
  version: '1',
  channels: ['SMS'],
  unlessSaid: 'NO',
} as const satisfies ConsentPurpose;

export interface SendingStand {
  readonly consents: Consents;
  readonly clock: ManualClock;
  readonly cm: Awaited<ReturnType<typeof openCm>>['simulator'];
  readonly spryng: Awaited<ReturnType<typeof openSpryng>>['simulator'];
  readonly service: TextMessagesService;
  readonly jobs: CommandStand;
  readonly log: MemoryLog;
  readonly failover: GatewayFailover;
  readonly reports: DeliveryReports;
  /** Settings of the budget that may be changed while it runs. */
  readonly budget: { -readonly [K in keyof BudgetSettings]: BudgetSettings[K] };
  metricsText(): Promise<string>;
  /** The next texts to a gateway are not handed over, and it looks as if they might have been. */
  loseOnTheWay(gateway: string, count: number): void;
  context(): CallContext;
  ask(request: Partial<TextRequest>, key?: string, context?: CallContext): Promise<Sending>;
  /** Asks, and expects that it is accepted; everything that is due is done then. */
  send(request?: Partial<TextRequest>, key?: string): Promise<string>;
  text(id: string): Promise<TextRecord>;
  /** Where it stands, and why. */
  standing(id: string): Promise<string>;
  /** Lets time pass, and everything be done at the moment at which it is due: a call takes no time. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export const number = '0470123456';
export const content = 'Uw identiteitskaart is klaar.';

export async function sendingStand(options: SendingStandOptions = {}): Promise<SendingStand> {
  const { start = Date.UTC(2026, 10, 24, 9), preferred = 'sms-cm', quietHours = null } = options;
  const clock = manualClock(start);
  const [database, cm, spryng] = await Promise.all([
    testDatabase(),
    openCm({ clock }),
    openSpryng({ clock }),
  ]);
  const log = memoryLog();
  const metrics = createMetrics();
  const lost = new Map<string, number>();
  const losing = (platform: string, port: TextsPort): TextProvider => ({
    platform,
    port: Object.assign(Object.create(port) as TextsPort, {
      send: (...call: Parameters<TextsPort['send']>): ReturnType<TextsPort['send']> => {
        const left = lost.get(platform) ?? 0;
        if (left === 0) return port.send(...call);
        lost.set(platform, left - 1);
        return Promise.resolve({ kind: 'IN_DOUBT', reason: 'TIMEOUT', platformCode: null });
      },
    }),
  });
  const providers = preferred === null ? [] : [losing('sms-cm', cm.port), losing('sms-spryng', spryng.port)];
  const failover = new GatewayFailover({
    providers,
    preferred: providers.find(({ platform }) => platform === preferred) ?? null,
    settings: { enabled: true, failures: 3, windowMs: 60_000, returnAfterMs: 900_000, ...options.failover },
    clock,
    log,
    metrics,
  });
  const budgetSettings = { monthlyCents: null, organisations: {}, alarmPercent: 80, ...options.budget };
  const budget = createTextBudget({ database, settings: budgetSettings, clock, log, metrics });
  const records = createTextRecords({ database, cipher, keyedHash, budget });
  const templates = createTextTemplates(database);
  const reports = new DeliveryReports({ providers, clock, log, metrics, noteUnknownValue: () => () => {} });
  reports.listen(({ platform, report, receivedAt }) => records.report(platform, report, receivedAt));
  const consents = createConsents({ database, clock, purposes: [alerts] });
  const definition = textCommand({ providers, failover, records, consents, quietHours, clock });
  const jobs = await commandStand([definition as CommandDefinition<never>], {
    database,
    clock,
  });
  const service = new TextMessagesService({
    database,
    records,
    templates,
    budget,
    failover,
    platform: 'sms-cm',
    commands: jobs.commands,
    definition,
    keys: createIdempotencyKeys({ database, keyedHash, clock }),
    clock,
    centsPerPart: 7,
    mostParts: 6,
  });
  const context = () => callContext({ ...parties.staff, deadline: clock.now() + 60_000 });

  const stand: SendingStand = {
    clock,
    consents,
    cm: cm.simulator,
    spryng: spryng.simulator,
    service,
    jobs,
    log,
    failover,
    reports,
    budget: budgetSettings,
    metricsText: () => metrics.text(),
    loseOnTheWay: (gateway, count) => void lost.set(gateway, count),
    context,
    ask(changes, key = randomUUID(), asker = context()) {
      const request = {
        to: number,
        content,
        template: null,
        urgent: false,
        sender: null,
        consent: null,
        ...changes,
      };
      return service.send(
        request,
        { owner: `STAFF:0297500186:sofie`, key, operation: 'sendText', input: request },
        asker,
      );
    },
    async send(changes = {}, key) {
      const sending = await stand.ask(changes, key);
      if (sending.kind !== 'ACCEPTED') throw new Error(JSON.stringify(sending));
      await jobs.work();
      return sending.text.id;
    },
    async text(id) {
      const found = await records.byId(id);
      if (!found) throw new Error('no such text');
      return found;
    },
    async standing(id) {
      const { state, reason } = await stand.text(id);
      return reason === null ? state : `${state} ${reason}`;
    },
    async pass(ms) {
      const end = clock.now() + ms;
      for (;;) {
        const { _min } = await database.client.command.aggregate({ _min: { dueAt: true } });
        const next = _min.dueAt?.getTime() ?? end;
        if (next >= end) break;
        await jobs.advance(Math.max(1, next - clock.now()));
      }
      await jobs.advance(end - clock.now());
    },
    async close() {
      await jobs.close();
      await Promise.all([cm.close(), spryng.close()]);
      metrics.close();
      await database.close();
    },
  };
  return stand;
}
