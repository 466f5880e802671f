import { randomUUID } from 'node:crypto';
import { actorIdOf, type CallContext, organisationIn } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { CommandDefinition } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import type {
  DossierPublication,
  DossierPublicationPort,
  PublicationRefusal,
} from './dossier-publication.port.js';
import { type PublicationInput, toInput } from './dossier-status.command.js';
import type { DossierStatusRecords, PublicationRecord } from './dossier-status.records.js';

export type PublishStatus =
  | { readonly kind: 'ACCEPTED'; readonly record: PublicationRecord }
  | { readonly kind: 'REFUSED'; readonly reason: PublicationRefusal }
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string }
  | { readonly kind: 'CONFLICT' };

export interface DossierStatusServiceOptions {
  /** Undefined when no adapter is configured that publishes. */
  readonly port: DossierPublicationPort | undefined;
  readonly platform: string;
  readonly records: DossierStatusRecords;
  readonly commands: Commands;
  /** Null when nothing can be published. */
  readonly definition: CommandDefinition<PublicationInput> | null;
  readonly clock: Clock;
}

/** Shows citizens how their dossiers at the municipality stand. */
export class DossierStatusService {
  constructor(private readonly options: DossierStatusServiceOptions) {}

  async publish(
    publication: DossierPublication,
    context: CallContext,
    idempotency: IdempotentRequest,
  ): Promise<PublishStatus> {
    const { port, platform, records, commands, definition, clock } = this.options;
    const used = await commands.usedKey(idempotency);
    if (used) return used.kind === 'SAME' ? this.#told(used.commandId) : used;
    if (!port?.offered || !definition) return { kind: 'UNAVAILABLE', platform };
    const reason = port.refusalOf(publication);
    if (reason) return { kind: 'REFUSED', reason };
    const { actor, correlationId } = context;
    const input = toInput(publication);
    const row = {
      id: randomUUID(),
      organisation: organisationIn(context),
      requestedBy: actorIdOf(actor),
    };
    const accepted = await commands.accept({
      ...row,
      definition,
      input,
      correlationId,
      priority: 'normal',
      idempotency,
      write: (tx, commandId) =>
        records.add(tx, { ...row, commandId, requestedAt: new Date(clock.now()) }, input),
    });
    return accepted.kind === 'ACCEPTED' ? this.#told(accepted.commandId) : accepted;
  }

  async #told(commandId: string): Promise<PublishStatus> {
    const record = await this.options.records.ofCommand(commandId);
    if (!record) throw new Error('A command without the publication it was written with.');
    return { kind: 'ACCEPTED', record };
  }
}
