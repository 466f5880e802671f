import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type {
  AssociationManagementPort,
  ManagedAssociation,
  ManagedSummary,
} from './association-management.port.js';

/** What those who manage associations see of them; never from a copy. */
export class ManagedAssociationService {
  constructor(
    /** Undefined when no association register is configured. */
    private readonly port: AssociationManagementPort | undefined,
    /** The adapter's name, for the source status. */
    readonly platform: string,
  ) {}

  /** Null beside FRESH: the register has none of that vCode. */
  managed(vCode: string, context: CallContext): Promise<Part<ManagedAssociation>> {
    return partFrom(this.port, this.platform, context, (port, aside) => port.managed(vCode, aside));
  }

  search(
    text: string,
    limit: number,
    context: CallContext,
  ): Promise<Part<{ readonly associations: readonly ManagedSummary[]; readonly total: number }>> {
    return partFrom(this.port, this.platform, context, (port, aside) =>
      port.searchManaged({ text, offset: 0, limit }, aside),
    );
  }
}
