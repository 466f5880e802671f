import { magdaWatch } from '../../src/adapter/magda/checks.js';
import { createMagdaTransport, magdaConnection } from '../../src/adapter/magda/transport.js';
import { defineAdapter } from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { Send } from '../../src/adapter/wire/wire.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import type {
  PersonMutations,
  SocialStatusQuestion,
} from '../../src/capabilities/citizens/social-records.port.js';
import { toMutations } from './mapping-mutations.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import { createMagdaClient, mostSocialStatuses, services } from './client.js';
import type { Found } from './client.js';
import { toAttest } from './mapping-attests.js';
import { toLivingWages } from './mapping-living-wages.js';
import { toSocialStatuses, unknownStatus } from './mapping-social-statuses.js';
import { nationalNumberOf } from './mapping-values.js';
import { toHouseholdMember, toPerson } from './mapping.js';
import { Registrations } from './registration.js';
import { settings } from './settings.js';
import { startMagdaSimulator } from './simulator.js';

const name = 'magda';

interface Reading<T> {
  readonly value: T | null;
  readonly reason: string | null;
}

export const magda = defineAdapter({
  name,
  title: 'MAGDA',
  operator: 'Digitaal Vlaanderen',
  provides: ['citizens'],
  settings,
  simulator: startMagdaSimulator,
  start(values, { connect, clock, noteUnknownValue }) {
    const wire = connect(magdaConnection(values));
    const transport = createMagdaTransport({ platform: name, settings: values, clock });
    const client = createMagdaClient({ platform: name, transport, settings: values, clock });
    const registrations = new Registrations();

    type Ask = (send: Send) => Promise<Found>;

    /** `question` tells questions about one person apart, where the operation knows more than one. */
    const read = async <T>(
      operation: string,
      nationalNumber: NationalNumber,
      context: CallContext,
      ask: Ask,
      map: (found: Found & { kind: 'CONTENT' }) => T,
      question = '',
    ) => {
      const { hoedanigheid } = transport.identityFor(operation, context);
      const digits = nationalNumber.reveal();
      const sourced = await wire.call<Reading<T>>(
        {
          operation,
          effect: 'read',
          scope: 'SUBJECT',
          cacheKey: `${digits} ${hoedanigheid} ${question}`,
          async perform(send) {
            const found = await registrations.reading(
              `${digits} ${hoedanigheid}`,
              async () => {
                const answer = await ask(send);
                return answer.kind === 'NOT_REGISTERED' ? null : answer;
              },
              () => client.register(nationalNumber, hoedanigheid, context, send),
            );
            if (found === null) throw new PlatformError(name, 'REFUSED', { platformCode: '13202' });
            if (found.kind === 'NOTHING') return { value: null, reason: found.reason };
            return {
              value: map(found as Found & { kind: 'CONTENT' }),
              reason: found.kind === 'CONTENT' ? found.reason : null,
            };
          },
        },
        context,
      );
      return explained(sourced);
    };

    /** The number an answer is about; null when it is about nobody. What is somebody else's is never shown. */
    const numberAnswered = (
      { element, renumbered }: Found & { kind: 'CONTENT' },
      asked: NationalNumber,
    ): NationalNumber | null => {
      const answered = nationalNumberOf(element.at('INSZ'));
      if (answered && !renumbered && !answered.equals(asked))
        throw new PlatformError(name, 'MALFORMED', { platformCode: 'OTHER_PERSON' });
      return answered;
    };

    const someStatuses = async (
      nationalNumber: NationalNumber,
      question: SocialStatusQuestion,
      context: CallContext,
    ) => {
      const { names } = question;
      const { value, source } = await read(
        services.socialStatuses.name,
        nationalNumber,
        context,
        (send) => client.socialStatuses(nationalNumber, question, context, send),
        (found) => {
          const reliable = numberAnswered(found, nationalNumber) !== null && found.reason === null;
          return toSocialStatuses(found.element, { names, reliable }, noteUnknownValue);
        },
        JSON.stringify(question),
      );
      return { value: value ?? names.map((one) => unknownStatus(one)), source };
    };

    const citizens: CitizensPort = {
      person: (nationalNumber, context) =>
        read(
          services.person.name,
          nationalNumber,
          context,
          (send) => client.person(nationalNumber, context, send),
          ({ element }) => {
            const person = toPerson(element, noteUnknownValue);
            if (!person) throw new PlatformError(name, 'MALFORMED');
            return person;
          },
        ),
      household: (nationalNumber, context) =>
        read(
          services.household.name,
          nationalNumber,
          context,
          (send) => client.household(nationalNumber, context, send),
          ({ element }) =>
            element.all('Gezinslid').map((member) => toHouseholdMember(member, noteUnknownValue)),
        ),
      async socialStatuses(nationalNumber, { names, at }, context) {
        const distinct = [...new Set(names)];
        const questions = Array.from(
          { length: Math.ceil(distinct.length / mostSocialStatuses) },
          (_, index) => distinct.slice(index * mostSocialStatuses, (index + 1) * mostSocialStatuses),
        );
        const answers = await Promise.all(
          questions.map((some) => someStatuses(nationalNumber, { names: some, at }, context)),
        );
        const [first] = answers;
        if (!first) throw new TypeError('At least one social status must be named.');
        const partial = answers.find(({ source }) => source.reason !== null);
        return { value: answers.flatMap(({ value }) => value), source: (partial ?? first).source };
      },
      livingWages: (nationalNumber, question, context) =>
        read(
          services.livingWages.name,
          nationalNumber,
          context,
          (send) => client.livingWages(nationalNumber, question, context, send),
          ({ element }) => toLivingWages(element, noteUnknownValue),
          JSON.stringify(question),
        ),
      attest: (nationalNumber, question, context) =>
        read(
          services.attest.name,
          nationalNumber,
          context,
          (send) => client.attest(nationalNumber, question, context, send),
          (found) => {
            const answered = numberAnswered(found, nationalNumber);
            if (!answered) throw new PlatformError(name, 'MALFORMED');
            return toAttest(found.element, answered, noteUnknownValue);
          },
          JSON.stringify(question),
        ),
      async personMutations(receipt, context) {
        const sourced = await wire.call<Reading<PersonMutations>>(
          {
            operation: services.mutations.name,
            // A receipt that was sent may have been taken, also when its answer is lost: it is not sent twice.
            effect: receipt === null ? 'read' : 'change',
            scope: 'NONE',
            async perform(send) {
              const { contents, reason } = await client.mutations(receipt, context, send);
              return { value: contents && toMutations(contents), reason };
            },
          },
          context,
        );
        const { value, source } = explained(sourced);
        return { value: value ?? { mutations: [], receipt: null }, source };
      },
      async unregister(nationalNumber, context) {
        const asked = [
          services.person,
          services.household,
          services.socialStatuses,
          services.livingWages,
          services.attest,
        ];
        const codes = new Set(
          asked.map((service) => transport.identityFor(service.name, context).hoedanigheid),
        );
        const { value } = await wire.call(
          {
            operation: services.unregister.name,
            effect: 'change',
            scope: 'NONE',
            async perform(send) {
              let all = true;
              for (const code of codes)
                all = (await client.unregister(nationalNumber, code, context, send)) && all;
              return all;
            },
          },
          context,
        );
        return value;
      },
    };

    return {
      ports: { citizens },
      ...magdaWatch({
        settings: values,
        clock,
        wire,
        probe: () => transport.probe(services.person),
        greet: (context, send) => client.greet(context, send),
      }),
    };
  },
});

/** The wire knows that the platform answered; only the adapter knows why the answer is empty or in part. */
function explained<T>({ value, source }: Sourced<Reading<T>>): Sourced<T | null> {
  return {
    value: value.value,
    source: value.reason === null ? source : { ...source, reason: source.reason ?? value.reason },
  };
}
