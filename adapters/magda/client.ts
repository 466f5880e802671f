import { fileURLToPath } from 'node:url';
import { exceptionMeaning, failureOf, safeCode } from '../../src/adapter/magda/exceptions.js';
import type { MagdaAnswer, MagdaService, MagdaTransport } from '../../src/adapter/magda/transport.js';
import { brusselsTime } from '../../src/adapter/magda/time.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { Send } from '../../src/adapter/wire/wire.js';
import type {
  AttestQuestion,
  LivingWageQuestion,
  SocialStatusQuestion,
} from '../../src/capabilities/citizens/social-records.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Clock } from '../../src/context/clock.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Settings, serviceNames } from './settings.js';

const service = (name: (typeof serviceNames)[number], version: string): MagdaService => ({
  name,
  version,
  wsdlFile: fileURLToPath(new URL(`./wsdl/${name}.wsdl`, import.meta.url)),
});

export const services = {
  person: service('GeefPersoon', '02.02'),
  household: service('GeefGezinssamenstelling', '02.02'),
  socialStatuses: service('GeefSociaalStatuut', '03.00'),
  livingWages: service('GeefLeefloonbedragen', '02.00'),
  attest: service('GeefAttest', '02.00'),
  mutations: service('GeefPersoonMutatiesNotificaties', '02.00'),
  register: service('RegistreerInschrijving', '02.01'),
  unregister: service('RegistreerUitschrijving', '02.01'),
} as const;

/** How many social statuses one question of GeefSociaalStatuut may name. */
export const mostSocialStatuses = 8;

/** What a read found: content, or why there is none. */
export type Found =
  /** `reason` is the code of a source that failed beside content; null when the content is whole. */
  | {
      readonly kind: 'CONTENT';
      readonly element: SoapElement;
      readonly reason: string | null;
      /** MAGDA says that the person has another number by now (30004). */
      readonly renumbered: boolean;
    }
  | { readonly kind: 'NOT_REGISTERED' }
  /** `reason` is the code when the number itself is the reason (cancelled, unknown), null when there simply is no data. */
  | { readonly kind: 'NOTHING'; readonly reason: string | null };

/** The operations of MAGDA on persons. Every method rejects with PlatformError. */
export interface MagdaClient {
  /** The `Persoon` of that number. */
  person(nationalNumber: NationalNumber, context: CallContext, send: Send): Promise<Found>;
  /** The `Gezinsleden` of that number. */
  household(nationalNumber: NationalNumber, context: CallContext, send: Send): Promise<Found>;
  /** The `Persoon` with the statuses of those names, at most {@link mostSocialStatuses}. */
  socialStatuses(
    nationalNumber: NationalNumber,
    question: SocialStatusQuestion,
    context: CallContext,
    send: Send,
  ): Promise<Found>;
  /** The `Leefloonbedragen` of those years. */
  livingWages(
    nationalNumber: NationalNumber,
    question: LivingWageQuestion,
    context: CallContext,
    send: Send,
  ): Promise<Found>;
  /** The `Attest` of that name. */
  attest(
    nationalNumber: NationalNumber,
    question: AttestQuestion,
    context: CallContext,
    send: Send,
  ): Promise<Found>;
  /** The Inhoud with `Onderwerpen` and `Ontvangstreferte`, null when there is nothing (more). */
  mutations(
    receipt: string | null,
    context: CallContext,
    send: Send,
  ): Promise<{ readonly contents: SoapElement | null; readonly reason: string | null }>;
  /** Registers the person in our Repertorium, from today on, under a Hoedanigheid. */
  register(
    nationalNumber: NationalNumber,
    hoedanigheid: string,
    context: CallContext,
    send: Send,
  ): Promise<void>;
  /** Ends that registration. False when MAGDA answers that it did not succeed. */
  unregister(
    nationalNumber: NationalNumber,
    hoedanigheid: string,
    context: CallContext,
    send: Send,
  ): Promise<boolean>;
  /** Asks for nobody's data; rejects when MAGDA does not let us ask. */
  greet(context: CallContext, send: Send): Promise<void>;
}

/** Eleven zeros fit the form of an INSZ and are nobody's: a question about it shows whether we may ask at all. */
const nobody = '00000000000';

interface MagdaClientOptions {
  readonly platform: string;
  readonly transport: MagdaTransport;
  readonly settings: Settings;
  readonly clock: Clock;
}

export function createMagdaClient({ platform, transport, settings, clock }: MagdaClientOptions): MagdaClient {
  const found = ({ contents, exceptions }: MagdaAnswer, name: string): Found => {
    const element = contents?.at(name);
    const failure = failureOf(platform, exceptions);
    if (element)
      return {
        kind: 'CONTENT',
        element,
        reason: failure?.platformCode ?? null,
        renumbered: exceptions.some(({ code }) => code === '30004'),
      };
    if (exceptionMeaning(exceptions, 'NOT_REGISTERED')) return { kind: 'NOT_REGISTERED' };
    if (failure) throw failure;
    // A new number (30004) may come without the person under it: to be asked for anew, not nobody.
    const number =
      exceptionMeaning(exceptions, 'NO_SUCH_NUMBER') ?? exceptions.find(({ code }) => code === '30004');
    if (number) return { kind: 'NOTHING', reason: safeCode(number) };
    if (exceptions.length > 0) return { kind: 'NOTHING', reason: null };
    throw new PlatformError(platform, 'MALFORMED');
  };

  const inRepertorium = (hoedanigheid: string, nationalNumber: NationalNumber) => ({
    Identificatie: settings.sender,
    Hoedanigheid: hoedanigheid,
    BetrokkenSubject: {
      Type: 'PERS',
      Subjecten: { Subject: { Type: 'PERS', Sleutel: nationalNumber.reveal() } },
    },
  });

  /** Whether `Resultaat` is 1; its exceptions are thrown when they say why it is not. */
  const succeeded = ({ contents, exceptions }: MagdaAnswer): boolean => {
    const result = contents?.text('Resultaat') ?? null;
    if (result === '1') return true;
    const failure = failureOf(platform, exceptions);
    if (failure) throw failure;
    if (result === null && exceptions.length === 0) throw new PlatformError(platform, 'MALFORMED');
    return false;
  };

  const dayFrom = (days: number) => brusselsTime(clock.now() + days * 86_400_000).Datum;

  return {
    async person(nationalNumber, context, send) {
      const question = {
        Criteria: { INSZ: nationalNumber.reveal(), OpvragingenKSZ: { BasisPersoonsgegevens: '1' } },
        Bron: settings.source,
        Taal: 'nl',
      };
      return found(await transport.ask(services.person, question, context, send), 'Persoon');
    },
    async household(nationalNumber, context, send) {
      const question = { Criteria: { INSZ: nationalNumber.reveal() }, Taal: 'nl' };
      return found(await transport.ask(services.household, question, context, send), 'Gezinsleden');
    },
    async socialStatuses(nationalNumber, { names, at }, context, send) {
      const on =
        at === null || typeof at === 'string'
          ? { Datum: at ?? dayFrom(0) }
          : { Periode: { Begindatum: at.from, Einddatum: at.until ?? undefined } };
      const locations = settings.socialStatusLocations;
      const question = {
        Criteria: {
          INSZ: nationalNumber.reveal(),
          SocialeStatuten: {
            SociaalStatuut: names.map((name) => ({
              Naam: name,
              Datum: on,
              Locatie: Object.hasOwn(locations, name) ? { Naam: locations[name] } : undefined,
            })),
          },
        },
      };
      return found(await transport.ask(services.socialStatuses, question, context, send), 'Persoon');
    },
    async livingWages(nationalNumber, { year, yearsBack }, context, send) {
      const written = String(year).padStart(4, '0');
      const question = {
        Criteria: {
          INSZ: nationalNumber.reveal(),
          Jaar: {
            attributes: { Huidig: dayFrom(0).startsWith(written) ? '1' : '0' },
            $value: written,
          },
          AantalJaarTerug: yearsBack === null ? undefined : String(yearsBack),
        },
      };
      return found(await transport.ask(services.livingWages, question, context, send), 'Leefloonbedragen');
    },
    async attest(nationalNumber, { name, language }, context, send) {
      const question = {
        Criteria: { INSZ: nationalNumber.reveal(), Attest: { Naam: name, Taal: language } },
      };
      return found(await transport.ask(services.attest, question, context, send), 'Attest');
    },
    async mutations(receipt, context, send) {
      const { sender, hoedanigheid } = transport.identityFor(services.mutations.name, context);
      const question = {
        Identificatie: sender,
        Hoedanigheid: hoedanigheid,
        Ontvangstreferte: receipt ?? undefined,
      };
      const { contents, exceptions } = await transport.ask(services.mutations, question, context, send);
      const failure = failureOf(platform, exceptions);
      if (contents?.at('Onderwerpen')) return { contents, reason: failure?.platformCode ?? null };
      if (failure) throw failure;
      if (exceptions.length === 0) throw new PlatformError(platform, 'MALFORMED');
      return { contents: null, reason: null };
    },
    async register(nationalNumber, hoedanigheid, context, send) {
      const days = settings.registrationDays;
      const question = {
        Inschrijving: {
          ...inRepertorium(hoedanigheid, nationalNumber),
          Periode: { Begin: dayFrom(0), Einde: days === undefined ? undefined : dayFrom(days) },
        },
      };
      if (!succeeded(await transport.ask(services.register, question, context, send)))
        throw new PlatformError(platform, 'REFUSED', { platformCode: 'REGISTRATION_REFUSED' });
    },
    async unregister(nationalNumber, hoedanigheid, context, send) {
      const question = { Uitschrijving: inRepertorium(hoedanigheid, nationalNumber) };
      return succeeded(await transport.ask(services.unregister, question, context, send));
    },
    async greet(context, send) {
      const question = { Criteria: { INSZ: nobody }, Bron: settings.source, Taal: 'nl' };
      const { exceptions } = await transport.ask(services.person, question, context, send);
      const failure = failureOf(platform, exceptions);
      // Any judgement about the number itself shows that the question came through.
      if (failure && failure.code !== 'REFUSED') throw failure;
    },
  };
}
