import type { CallContext } from '../../context/call-context.js';
import type {
  CommandChange,
  CommandDefinition,
  Finding,
  StepOutcome,
  Transaction,
} from '../../jobs/command.js';
import { isAsAsked, partIds } from './association-change.proof.js';
import type { ChangeOutcome, ManagedAssociation, PartChange } from './association-management.port.js';
import type { AssociationCommandOptions } from './association-registration.command.js';
import { type ChangeRecord, type ChangeState, requestReasons } from './association-request.records.js';
import { showStep } from './association-request.show.js';

/** What a command that changes an association knows: the record says the rest. */
export interface ChangeOrder {
  readonly request: string;
  readonly vCode: string;
}

/** How the association was before the change. */
interface Seen {
  /** The version on whose condition it is changed; null when the register gives none. */
  readonly version: string | null;
  /** Whether the register showed that very version: then whatever it shows next, after our change, came after it. */
  readonly isShown: boolean;
  /** Numbers of the parts that the change is about. */
  readonly parts: readonly number[];
}

interface Changed {
  readonly kind: 'CHANGED' | 'UNCHANGED';
  readonly sequence: number | null;
  readonly version: string | null;
}

/** How often and how long the register is asked at once what it shows, before it is left for later. */
const lookMs = 300;
const lookTimes = 20;
const laterMs = 5_000;

/**
 * Changes an association on the condition that it still has the version that was known. So a change is repeated after a
 * lost answer: if it was made, the register has another version and takes it no second time, and what it shows tells whether it
 * was ours. Without a version to hold on to it is not repeated; the register is asked whether it is as was asked.
 */
export function changeAssociationCommand({
  port,
  platform,
  records,
  mirror,
  clock,
}: AssociationCommandOptions): CommandDefinition<ChangeOrder> {
  async function contentOf(id: string): Promise<ChangeRecord['content']> {
    const record = await records.find(id);
    if (record?.content.kind !== 'CHANGE') throw new Error('The change of a command is not there.');
    return record.content;
  }

  function send(
    { vCode, change }: ChangeRecord['content'],
    version: string | null,
    context: CallContext,
  ): Promise<ChangeOutcome> {
    if (change.kind === 'BASICS') return port.changeBasics(vCode, change.basics, version, context);
    const { kind: _kind, ...part } = change;
    return port.changePart(vCode, part as PartChange, version, context);
  }

  /** The register has another version: somebody else's, or ours of a try before this one. */
  async function judge(
    { vCode, change }: ChangeRecord['content'],
    seen: Seen,
    context: CallContext,
  ): Promise<StepOutcome<Changed>> {
    for (let times = 0; times < lookTimes; times += 1) {
      const { value: shown } = await port.managed(vCode, context);
      if (!shown) return { kind: 'FAILED', reason: requestReasons.notFound };
      if (shown.version !== seen.version)
        return isAsAsked(change, shown, seen.parts)
          ? { kind: 'DONE', result: asShown(shown) }
          : { kind: 'FAILED', reason: requestReasons.changedMeanwhile };
      if (clock.now() + 2 * lookMs >= context.deadline) break;
      await clock.sleep(lookMs, context.signal);
    }
    return { kind: 'LATER', at: new Date(clock.now() + laterMs), reason: 'NOT_SHOWN_YET' };
  }

  return {
    kind: 'association.change',
    title: 'Een vereniging wijzigen',
    lanes: [platform],
    steps: [
      {
        name: 'look',
        platform: () => platform,
        repetition: 'REPEAT',
        async perform({ input, context }): Promise<StepOutcome<Seen>> {
          const { vCode, change, ifVersion } = await contentOf(input.request);
          const { value: shown } = await port.managed(vCode, context);
          if (!shown) return { kind: 'FAILED', reason: requestReasons.notFound };
          const version = ifVersion ?? shown.version;
          const isShown = version !== null && version === shown.version;
          return { kind: 'DONE', result: { version, isShown, parts: partIds(change, shown) } };
        },
      },
      {
        name: 'change',
        platform: () => platform,
        repetition: (_input, { look }) => ((look as Seen).isShown ? 'REPEAT' : 'ASK'),
        async perform({ input, results, context }): Promise<StepOutcome<Changed>> {
          const content = await contentOf(input.request);
          const seen = results['look'] as Seen;
          const outcome = await send(content, seen.version, context);
          switch (outcome.kind) {
            case 'CHANGED': {
              const { kind, sequence, version } = outcome;
              return { kind: 'DONE', result: { kind, sequence, version } };
            }
            case 'UNCHANGED':
              return { kind: 'DONE', result: { kind: 'UNCHANGED', sequence: null, version: seen.version } };
            case 'CHANGED_MEANWHILE':
              return seen.isShown
                ? judge(content, seen, context)
                : { kind: 'FAILED', reason: requestReasons.changedMeanwhile };
            case 'REFUSED': {
              const { reason, violations } = outcome;
              await records.answer(input.request, { refusal: { reason, violations } });
              return { kind: 'FAILED', reason: requestReasons.refused };
            }
            case 'IN_DOUBT':
              return outcome;
          }
        },
        async find({ input, results, context }): Promise<Finding<Changed>> {
          const { vCode, change } = await contentOf(input.request);
          const { value: shown } = await port.managed(vCode, context);
          const { parts } = results['look'] as Seen;
          return shown && isAsAsked(change, shown, parts)
            ? { kind: 'FOUND', result: asShown(shown) }
            : { kind: 'UNTOLD' };
        },
        decided: (): Changed => ({ kind: 'CHANGED', sequence: null, version: null }),
        async record(
          tx: Transaction,
          { input }: { readonly input: ChangeOrder },
          { kind, version }: Changed,
        ) {
          await records.change(tx, input.request, { state: kind, reason: null, version });
        },
      },
      showStep<ChangeOrder>({ port, platform, mirror }, ({ vCode }, results) => {
        const { kind, sequence } = results['change'] as Changed;
        return kind === 'CHANGED' ? { vCode, sequence } : null;
      }),
    ],
    async follow(tx, { input, results, state, reason }: CommandChange<ChangeOrder>) {
      // What comes after the answer does not change what the answer was.
      if ('change' in results) return;
      await records.change(tx, input.request, {
        state: standing(state, reason),
        reason: state === 'CANCELLED' ? requestReasons.withdrawn : reason,
      });
    },
  };
}

function standing(state: CommandChange['state'], reason: string | null): ChangeState {
  if (state === 'IN_DOUBT') return 'IN_DOUBT';
  if (state === 'CANCELLED') return 'FAILED';
  if (state !== 'FAILED') return 'REQUESTED';
  if (reason === requestReasons.refused) return 'REFUSED';
  return reason === requestReasons.changedMeanwhile ? 'CHANGED_MEANWHILE' : 'FAILED';
}

function asShown({ version }: ManagedAssociation): Changed {
  return { kind: 'CHANGED', sequence: null, version };
}
