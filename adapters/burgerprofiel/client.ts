import { fileURLToPath } from 'node:url';
import { exceptionMeaning, failureOf, meaningOf } from '../../src/adapter/magda/exceptions.js';
import type { MagdaException } from '../../src/adapter/magda/exceptions.js';
import type { MagdaService, MagdaTransport } from '../../src/adapter/magda/transport.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { Send } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Settings } from './settings.js';

export const service: MagdaService = {
  name: 'GeefDossiers',
  version: '02.00',
  wsdlFile: fileURLToPath(new URL('./wsdl/GeefDossiers.wsdl', import.meta.url)),
};

export interface FoundDossiers {
  /** The `Dossier` elements; empty when no source has any. */
  readonly dossiers: readonly SoapElement[];
  /** What went wrong at single sources, with their annotation `Bron`. */
  readonly sourceFailures: readonly MagdaException[];
}

/** The operation of MAGDA on dossiers. Rejects with PlatformError. */
export interface DossiersClient {
  dossiers(nationalNumber: NationalNumber, context: CallContext, send: Send): Promise<FoundDossiers>;
  /** Asks for nobody's dossiers; rejects when MAGDA does not let us ask. */
  greet(context: CallContext, send: Send): Promise<void>;
}

/** Eleven zeros fit the form of an INSZ and are nobody's. */
const nobody = '00000000000';

/** The sources an exception is about, as its annotations name them; empty when it is about the whole question. */
export function sourcesOf({ annotations }: MagdaException): readonly string[] {
  return annotations.flatMap(({ name, value }) => (name === 'Bron' && value !== '' ? [value] : []));
}

export function createDossiersClient(
  platform: string,
  transport: MagdaTransport,
  settings: Settings,
): DossiersClient {
  const ask = (number: string, context: CallContext, send: Send) => {
    const { sources } = settings;
    const criteria = { INSZ: number, Bronnen: sources.length === 0 ? undefined : { Bron: [...sources] } };
    return transport.ask(service, { Criteria: criteria }, context, send);
  };
  return {
    async dossiers(nationalNumber, context, send) {
      const { contents, exceptions } = await ask(nationalNumber.reveal(), context, send);
      const dossiers = contents?.at('Dossiers')?.all('Dossier') ?? [];
      const failures = exceptions.filter((exception) => 'failure' in meaningOf(exception));
      const sourceFailures = failures.filter((exception) => sourcesOf(exception).length > 0);
      // A failure of the whole question beside content still leaves an answer in part.
      if (dossiers.length > 0) return { dossiers, sourceFailures: failures };
      const whole = failureOf(
        platform,
        failures.filter((exception) => !sourceFailures.includes(exception)),
      );
      if (whole) throw whole;
      if (sourceFailures.length === 0 && !contents && !hasAnswer(exceptions))
        throw new PlatformError(platform, 'MALFORMED');
      return { dossiers, sourceFailures };
    },
    async greet(context, send) {
      const { exceptions } = await ask(nobody, context, send);
      const failure = failureOf(platform, exceptions);
      if (failure && failure.code !== 'REFUSED') throw failure;
    },
  };
}

/** Whether an exception says that there simply are no dossiers. */
function hasAnswer(exceptions: readonly MagdaException[]): boolean {
  return (
    exceptionMeaning(exceptions, 'NO_DATA') !== null ||
    exceptionMeaning(exceptions, 'NO_SUCH_NUMBER') !== null
  );
}
