import { magdaWatch } from '../../src/adapter/magda/checks.js';
import { createMagdaTransport, magdaConnection } from '../../src/adapter/magda/transport.js';
import { defineAdapter } from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { Send } from '../../src/adapter/wire/wire.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import { createMagdaClient, services } from './client.js';
import type { Found } from './client.js';
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
  start(values, { connect, clock }) {
    const wire = connect(magdaConnection(values));
    const transport = createMagdaTransport({ platform: name, settings: values, clock });
    const client = createMagdaClient({ platform: name, transport, settings: values, clock });
    const registrations = new Registrations();

    type Ask = (nationalNumber: NationalNumber, context: CallContext, send: Send) => Promise<Found>;

    const read = async <T>(
      operation: string,
      nationalNumber: NationalNumber,
      context: CallContext,
      ask: Ask,
      map: (found: Found & { kind: 'CONTENT' }) => T,
    ) => {
      const { hoedanigheid } = transport.identityFor(operation, context);
      const digits = nationalNumber.reveal();
      const sourced = await wire.call<Reading<T>>(
        {
          operation,
          effect: 'read',
          scope: 'SUBJECT',
          cacheKey: `${digits} ${hoedanigheid}`,
          async perform(send) {
            const found = await registrations.reading(
              `${digits} ${hoedanigheid}`,
              async () => {
                const answer = await ask(nationalNumber, context, send);
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

    const citizens: CitizensPort = {
      person: (nationalNumber, context) =>
        read(services.person.name, nationalNumber, context, client.person, ({ element }) => {
          const person = toPerson(element, nationalNumber);
          if (!person) throw new PlatformError(name, 'MALFORMED');
          return person;
        }),
      household: (nationalNumber, context) =>
        read(services.household.name, nationalNumber, context, client.household, ({ element }) =>
          element.all('Gezinslid').map(toHouseholdMember),
        ),
      async unregister(nationalNumber, context) {
        const asked = [services.person, services.household];
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
