import type { Clock } from '../../context/clock.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';

const day = 86_400_000;
const emma = NationalNumber.parse('85671421468');
const id = 'a9901470-0000-4000-8000-000000000001';

export interface SandboxAppointmentsOptions {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly organisation: string;
}

/**
 * An appointment that Emma has been to, so that no platform is asked for it: simulators forget what they booked when they
 * stop. Once: one that is there stays as it is.
 */
export async function addSandboxAppointments({
  database,
  cipher,
  keyedHash,
  clock,
  organisation,
}: SandboxAppointmentsOptions): Promise<void> {
  // At nine in the morning, UTC.
  const startsAt = new Date(Math.floor(clock.now() / day) * day - 9 * day + 9 * 3_600_000);
  const requestedAt = new Date(startsAt.getTime() - 12 * day);
  const customer = { lastName: 'Peeters', lastNamePrefix: null, firstName: 'Emma', initials: null };
  const contact = { email: 'emma.peeters@schilde.example', phone: null, mobilePhone: '+32470123456' };
  const rest = { gender: null, birthDate: null, nationalNumber: null, postalCode: null, city: null };
  const address = { street: null, houseNumber: null, houseNumberSuffix: null };
  const { data: customerEncrypted, keyId } = cipher.encrypt(
    JSON.stringify({ ...customer, ...contact, ...rest, ...address }),
  );
  await database.client.appointment.createMany({
    data: [
      {
        id,
        organisation,
        platform: 'jcc',
        platformId: 'b0000000-0000-4000-8000-000000000001',
        parts: [{ service: 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000001', name: 'Paspoort aanvragen', people: 1 }],
        locationId: '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e001',
        locationName: 'Gemeentehuis Schilde',
        startsAt,
        endsAt: new Date(startsAt.getTime() + 15 * 60_000),
        subjectHash: keyedHash.ofNationalNumber(emma),
        customerEncrypted,
        keyId,
        state: 'BOOKED',
        commandId: 'a9901470-0000-4000-8000-0000000000c1',
        requestedBy: 'sandbox',
        requestedAt,
        toldAt: requestedAt,
      },
    ],
    skipDuplicates: true,
  });
}
