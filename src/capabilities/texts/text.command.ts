import { PlatformError } from '../../adapter/platform-error.js';
import type { Clock } from '../../context/clock.js';
import type {
  CommandDefinition,
  CommandState,
  Finding,
  Results,
  StepCall,
  StepOutcome,
} from '../../jobs/command.js';
import type { Consents } from '../../privacy/consent.js';
import type { TextProvider } from './delivery-reports.js';
import type { GatewayFailover } from './gateway-failover.js';
import { endOfQuietHours, type QuietHours } from './quiet-hours.js';
import type { TextRecord, TextRecords, TextState } from './text.records.js';
import type { SendOutcome, TextsPort } from './texts.port.js';

/** The text stands in the hub's own records; the command only says which. */
export interface TextCommand {
  readonly textId: string;
  /** Whose consent it needs when it is sent; null or left out: nobody's. */
  readonly consent?: TextConsent | null;
}

/** What somebody must have agreed to before they get a text. */
export interface TextConsent {
  /** Keyed hash of the national number. */
  readonly subjectHash: string;
  /** Code of the purpose, as in the setting `consents`. */
  readonly purpose: string;
}

interface Chosen {
  readonly gateway: string;
  readonly at: string;
}

interface Taken {
  /** By which the gateway knows it; null when that is not known. */
  readonly id: string | null;
  readonly parts: number | null;
  readonly at: string;
}

export interface TextCommandOptions {
  readonly providers: readonly TextProvider[];
  readonly failover: GatewayFailover;
  readonly records: TextRecords;
  readonly consents: Pick<Consents, 'holds'>;
  /** Null for none. */
  readonly quietHours: QuietHours | null;
  readonly clock: Clock;
}

/** Reasons of this kind of command; REFUSED_ and the subject of the refusal beside these. */
export const textReasons = {
  optedOut: 'OPTED_OUT',
  consentMissing: 'CONSENT_MISSING',
  quietHours: 'QUIET_HOURS',
  budgetSpent: 'BUDGET_SPENT',
  /** It waited for a gateway that is not the best one any more. */
  otherGateway: 'OTHER_GATEWAY',
  gone: 'TEXT_GONE',
} as const;

const lane = 'texts';
/** A night of quiet hours, and the time in which a gateway comes back; what is older is no news to anybody. */
const giveUpAfterMs = 24 * 60 * 60_000;
/** A gateway may show a text some time after it took it: only then does its silence say that it has none. */
const settlesMs = 60_000;

/** So long a choice holds as it is: another hub may see the gateways otherwise, and the two must not hand a text to and fro. */
const choiceHoldsMs = 5_000;

/** No sign that a gateway is ill: it is busy, or the text is no good. */
const notOfTheGateway = new Set<PlatformError['code']>([
  'THROTTLED',
  'QUOTA',
  'BULKHEAD_FULL',
  'CLIENT_FAULT',
  'HTTP_4XX',
  'REFUSED',
]);

const stateOf: Readonly<Record<Exclude<CommandState, 'RUNNING' | 'DONE'>, TextState>> = {
  ACCEPTED: 'QUEUED',
  WAITING: 'WAITING',
  IN_DOUBT: 'IN_DOUBT',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};

/**
 * Sends a text: `choose` takes a gateway and writes down which, `send` gives the text to that one. While it is not known whether
 * it took the text it goes nowhere else; once it certainly did not, another one may be chosen.
 */
export function textCommand(options: TextCommandOptions): CommandDefinition<TextCommand> {
  const { providers, failover, records, consents, quietHours, clock } = options;
  const ports = new Map<string, TextsPort>(providers.map(({ platform, port }) => [platform, port]));
  const choiceIn = (results: Results) => results['choose'] as Chosen | undefined;
  const chosenIn = (results: Results) => choiceIn(results)?.gateway ?? '';

  /** Why it may not go now; looked at before a gateway is chosen, and again right before it is sent. */
  async function hindrance(
    text: TextRecord,
    { consent = null }: TextCommand,
  ): Promise<StepOutcome<never> | null> {
    const { since } = await records.optOut(text.organisation, text.to);
    if (since) return { kind: 'FAILED', reason: textReasons.optedOut };
    if (consent && !(await consents.holds(consent.subjectHash, consent.purpose, 'SMS')))
      return { kind: 'FAILED', reason: textReasons.consentMissing };
    const quietUntil = quietHours && !text.urgent ? endOfQuietHours(quietHours, new Date(clock.now())) : null;
    if (quietUntil) return { kind: 'LATER', at: quietUntil, reason: textReasons.quietHours };
    return (await records.renewBooking(text.id)) ? null : { kind: 'FAILED', reason: textReasons.budgetSpent };
  }

  /** Somewhere else when there is a better gateway now; the text was certainly not sent. */
  const elsewhere = (gateway: string, reason: string): StepOutcome<never> | null =>
    failover.current()?.platform === gateway
      ? null
      : { kind: 'LATER', at: new Date(clock.now()), reason, from: 'choose' };

  const taken = (id: string | null, parts: number | null, at = new Date(clock.now())): Taken => ({
    id,
    parts,
    at: at.toISOString(),
  });

  async function choose({ input }: StepCall<TextCommand>): Promise<StepOutcome<Chosen>> {
    const text = await records.byId(input.textId);
    if (!text) return { kind: 'FAILED', reason: textReasons.gone };
    const hindered = await hindrance(text, input);
    if (hindered) return hindered;
    const provider = failover.current();
    if (!provider) throw new PlatformError(lane, 'NOT_CONFIGURED');
    return {
      kind: 'DONE',
      result: { gateway: provider.platform, at: new Date(clock.now()).toISOString() },
    };
  }

  async function send({ input, results, context }: StepCall<TextCommand>): Promise<StepOutcome<Taken>> {
    const text = await records.byId(input.textId);
    if (!text) return { kind: 'FAILED', reason: textReasons.gone };
    // A gateway that reports it has it, whatever somebody decided since.
    if (text.reportedAt) return { kind: 'DONE', result: taken(text.platformId, null, text.reportedAt) };
    const gateway = chosenIn(results);
    const chosenAt = Date.parse(choiceIn(results)?.at ?? '');
    const better =
      clock.now() - chosenAt > choiceHoldsMs ? elsewhere(gateway, textReasons.otherGateway) : null;
    if (better) return better;
    const hindered = await hindrance(text, input);
    if (hindered) return hindered;
    const port = ports.get(gateway);
    if (!port) throw new PlatformError(gateway, 'NOT_CONFIGURED');
    const { to, content, encoding, reference, sender } = text;
    let outcome: SendOutcome;
    try {
      outcome = await port.send(
        { to, content, encoding, reference, ...(sender !== null && { sender }) },
        context,
      );
    } catch (error) {
      if (!(error instanceof PlatformError) || notOfTheGateway.has(error.code)) throw error;
      failover.note(gateway, 'FAILS');
      const other = elsewhere(gateway, error.code);
      if (other) return other;
      throw error;
    }
    return settle(gateway, outcome);
  }

  function settle(gateway: string, outcome: SendOutcome): StepOutcome<Taken> {
    switch (outcome.kind) {
      case 'ACCEPTED':
        failover.note(gateway, 'WORKS');
        return { kind: 'DONE', result: taken(outcome.id, outcome.parts) };
      case 'REFUSED': {
        const { about, platformCode } = outcome;
        failover.note(gateway, about === 'BALANCE' ? 'OUT' : 'WORKS');
        const reason = `REFUSED_${about}`;
        const other = about === 'BALANCE' ? elsewhere(gateway, reason) : null;
        return other ?? { kind: 'FAILED', reason, platformCode };
      }
      case 'IN_DOUBT':
        failover.note(gateway, 'FAILS');
        return outcome;
    }
  }

  async function find({
    input,
    results,
    context,
    begunAt,
  }: StepCall<TextCommand> & { readonly begunAt: Date }): Promise<Finding<Taken>> {
    const text = await records.byId(input.textId);
    const gateway = chosenIn(results);
    const port = ports.get(gateway);
    if (!text) return { kind: 'UNTOLD' };
    if (text.reportedAt) return { kind: 'FOUND', result: taken(text.platformId, null, begunAt) };
    if (!port?.sentUnder) throw new PlatformError(gateway, 'NOT_CONFIGURED');
    const { value } = await port.sentUnder(text.reference, context);
    const [known] = value;
    if (known) return { kind: 'FOUND', result: taken(known.id, null, begunAt) };
    return { kind: clock.now() - begunAt.getTime() < settlesMs ? 'UNTOLD' : 'ABSENT' };
  }

  return {
    kind: 'text.send',
    title: 'Een sms versturen',
    lanes: [lane, ...ports.keys()],
    giveUpAfterMs,
    steps: [
      {
        name: 'choose',
        platform: () => lane,
        repetition: 'REPEAT',
        perform: choose,
        record: (tx, { input }, { gateway }: Chosen) => records.choose(tx, input.textId, gateway),
      },
      {
        name: 'send',
        platform: (_input, results) => chosenIn(results),
        repetition: (_input, results) => (ports.get(chosenIn(results))?.sentUnder ? 'ASK' : 'PERSON'),
        perform: send,
        find,
        decided: (_call, reference) => taken(reference, null),
        record: (tx, { input }, { id, parts, at }: Taken) =>
          records.sent(tx, input.textId, { platformId: id, chargedParts: parts, at: new Date(at) }),
      },
    ],
    async follow(tx, { input, state, reason, platformCode }) {
      if (state === 'DONE') return;
      const queued = reason === 'NEXT_STEP';
      await records.follow(tx, input.textId, {
        state: queued ? 'QUEUED' : stateOf[state],
        reason: queued ? null : reason,
        platformCode,
      });
    },
  };
}
