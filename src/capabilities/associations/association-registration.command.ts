import type { Clock } from '../../context/clock.js';
import { parseVCode } from '../../identifiers/v-code.js';
import type { CommandChange, CommandDefinition, StepOutcome, Transaction } from '../../jobs/command.js';
import type { AssociationManagementPort } from './association-management.port.js';
import type { AssociationMirror } from './association.mirror.js';
import type { Duplicates } from './association-request.content.js';
import { showStep } from './association-request.show.js';
import {
  type AssociationRequestRecords,
  type RegistrationRecord,
  type RegistrationState,
  requestReasons,
} from './association-request.records.js';

/** What a command that registers knows: the record says the rest. */
export interface RegistrationOrder {
  readonly request: string;
  /** The token that confirms that it is no duplicate; null the first time. */
  readonly confirmation: string | null;
  /** Whether the register can be asked for it afterwards: by its name and somebody who represents it. */
  readonly findable: boolean;
}

/** What registering gave. */
type Registered =
  | { readonly kind: 'REGISTERED'; readonly vCode: string | null; readonly sequence: number | null }
  | ({ readonly kind: 'DUPLICATES' } & Omit<Duplicates, 'toldAt'>);

export interface AssociationCommandOptions {
  readonly port: AssociationManagementPort;
  readonly platform: string;
  readonly records: AssociationRequestRecords;
  /** Null when there is no copy of the register. */
  readonly mirror: AssociationMirror | null;
  readonly clock: Clock;
}

/**
 * Registers an association. The register takes no key of ours: after a lost answer it is asked which associations of that
 * name and that representative it has now and did not have before. That it shows none never proves that none was made.
 */
export function registerAssociationCommand({
  port,
  platform,
  records,
  mirror,
  clock,
}: AssociationCommandOptions): CommandDefinition<RegistrationOrder> {
  async function recordOf(id: string): Promise<RegistrationRecord> {
    const record = await records.find(id);
    if (record?.content.kind !== 'REGISTRATION')
      throw new Error('The registration of a command is not there.');
    return record as RegistrationRecord;
  }

  async function found(id: string, context: Parameters<typeof port.findRegistered>[2]) {
    const { name, representatives } = (await recordOf(id)).content.registration;
    const [first] = representatives;
    return first ? port.findRegistered(name, first.nationalNumber, context) : [];
  }

  return {
    kind: 'association.register',
    title: 'Een vereniging registreren',
    lanes: [platform],
    steps: [
      {
        // What is there already cannot be what a lost answer was about.
        name: 'look',
        platform: () => platform,
        repetition: 'REPEAT',
        skip: ({ input }) => (input.findable ? null : { result: [] }),
        async perform({ input, context }) {
          return { kind: 'DONE', result: await found(input.request, context) };
        },
      },
      {
        name: 'register',
        platform: () => platform,
        repetition: ({ findable }) => (findable ? 'ASK' : 'PERSON'),
        async perform({ input, context }): Promise<StepOutcome<Registered>> {
          const { content } = await recordOf(input.request);
          const outcome = await port.register(content.registration, input.confirmation, context);
          switch (outcome.kind) {
            case 'REGISTERED': {
              const { kind, vCode, sequence } = outcome;
              return { kind: 'DONE', result: { kind, vCode, sequence } };
            }
            case 'DUPLICATES':
              return { kind: 'DONE', result: outcome };
            case 'REFUSED': {
              const { reason, violations } = outcome;
              await records.answer(input.request, { refusal: { reason, violations } });
              return { kind: 'FAILED', reason: requestReasons.refused };
            }
            case 'IN_DOUBT':
              return outcome;
          }
        },
        async find({ input, results, context }) {
          const { outcome } = await recordOf(input.request);
          const before = new Set([
            ...(results['look'] as readonly string[]),
            ...(outcome.duplicates?.candidates.map(({ vCode }) => vCode) ?? []),
          ]);
          const [vCode, ...others] = (await found(input.request, context)).filter((one) => !before.has(one));
          // Of several nobody can tell which one is ours.
          if (vCode === undefined || others.length > 0) return { kind: 'UNTOLD' };
          return { kind: 'FOUND', result: { kind: 'REGISTERED', vCode, sequence: null } };
        },
        decided: (_call, reference) => ({ kind: 'REGISTERED', vCode: vCodeIn(reference), sequence: null }),
        async record(tx: Transaction, { input }: { readonly input: RegistrationOrder }, result: Registered) {
          if (result.kind === 'DUPLICATES') {
            const { candidates, token } = result;
            const toldAt = new Date(clock.now()).toISOString();
            await records.answer(input.request, { duplicates: { candidates, token, toldAt } }, tx);
            await records.change(tx, input.request, { state: 'DUPLICATES', reason: null });
          } else
            await records.change(tx, input.request, {
              state: 'REGISTERED',
              reason: null,
              vCode: result.vCode,
            });
        },
      },
      showStep<RegistrationOrder>({ port, platform, mirror }, (_input, results) => {
        const result = results['register'] as Registered;
        if (result.kind !== 'REGISTERED' || result.vCode === null) return null;
        return { vCode: result.vCode, sequence: result.sequence };
      }),
    ],
    async follow(tx, { input, results, state, reason }: CommandChange<RegistrationOrder>) {
      // What comes after the answer does not change what the answer was.
      if ('register' in results) return;
      await records.change(tx, input.request, {
        state: standing(state, reason),
        reason: state === 'CANCELLED' ? requestReasons.withdrawn : reason,
      });
    },
  };
}

function standing(state: CommandChange['state'], reason: string | null): RegistrationState {
  if (state === 'IN_DOUBT') return 'IN_DOUBT';
  if (state === 'CANCELLED') return 'DROPPED';
  if (state === 'FAILED') return reason === requestReasons.refused ? 'REFUSED' : 'FAILED';
  return 'REQUESTED';
}

function vCodeIn(reference: string | null): string | null {
  try {
    return reference === null ? null : parseVCode(reference);
  } catch {
    return null;
  }
}
