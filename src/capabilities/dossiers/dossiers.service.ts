import { partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { toSource } from '../../vocabulary/source.js';
import type { Dossier, DossiersPort } from './dossiers.port.js';
import type { Dossiers, DossierView } from './dossiers.types.js';

/** The dossiers of a person with all authorities. */
export class DossiersService {
  constructor(
    private readonly port: DossiersPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
  ) {}

  async of(nationalNumber: NationalNumber, context: CallContext): Promise<Dossiers> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.dossiersOf(nationalNumber, aside),
    );
    return {
      items: (value?.dossiers ?? []).map(toView),
      failures: value?.failures ?? [],
      source: toSource(source),
    };
  }
}

function toView({ authority, number, current, history }: Dossier): DossierView {
  return { ...current, authority, number, history };
}
