import type { CallContext } from '../../context/call-context.js';
import { brussels, wallTimeOf } from '../../context/wall-time.js';
import type { AppointmentPart, AppointmentsPort } from './appointments.port.js';
import { checkCustomer, type CheckedCustomer, type GivenCustomer } from './customer.check.js';

/**
 * Whether what was filled in is what the platform asks for these services. What a citizen left out comes from the login. The
 * `field` of a fault is an argument, or the platform's name of a field that the hub cannot give.
 */
export async function askedCustomer(
  { port, parts }: { readonly port: AppointmentsPort; readonly parts: readonly AppointmentPart[] },
  given: GivenCustomer,
  now: number,
  context: CallContext,
): Promise<CheckedCustomer> {
  const services = parts.map(({ service }) => service);
  const { value: fields } = await port.customerFields(services, context);
  const { actor } = context;
  const isOwn = actor.kind === 'CITIZEN';
  const checked = checkCustomer(isOwn ? withLogin(given, actor) : given, fields, {
    own: isOwn ? actor.nationalNumber : null,
    today: wallTimeOf(new Date(now), brussels).slice(0, 10),
  });
  if (checked.kind === 'GOOD' || checked.fault === 'NOT_SUPPORTED') return checked;
  return { ...checked, field: `customer.${checked.field}` };
}

function withLogin(
  customer: GivenCustomer,
  { givenName, familyName }: { readonly givenName: string | null; readonly familyName: string | null },
): GivenCustomer {
  return {
    ...customer,
    lastName: customer.lastName?.trim() || familyName || '',
    firstName: customer.firstName?.trim() || givenName,
  };
}
