import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { LettersPort, SenderApplication, SenderOrganisation } from './letters.port.js';

export interface Senders {
  readonly applications: readonly SenderApplication[];
  readonly organisations: readonly SenderOrganisation[];
}

/** Who may send letters, as the platform keeps it and recipients see it. */
export class LetterSendersService {
  constructor(
    private readonly port: LettersPort | undefined,
    /** The adapter's name, for the source status. */
    private readonly platform: string,
  ) {}

  /** Both lists or neither: one without the other would say that nobody sends. */
  senders(context: CallContext): Promise<Part<Senders>> {
    return partFrom(this.port, this.platform, context, async (port, aside) => {
      const [applications, organisations] = await Promise.all([
        port.senderApplications(aside),
        port.senderOrganisations(aside),
      ]);
      const older = [applications.source, organisations.source].find(({ state }) => state !== 'FRESH');
      return {
        value: { applications: applications.value, organisations: organisations.value },
        source: older ?? applications.source,
      };
    });
  }
}
