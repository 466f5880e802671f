import { NationalNumber } from '../../identifiers/national-number.js';
import type { SignatureRecords } from './signature.records.js';

const emma = {
  name: 'Emma Peeters',
  email: 'emma.peeters@burger.example',
  nationalNumber: NationalNumber.parse('85671421468'),
};
const lucas = {
  name: 'Lucas Janssens',
  email: 'lucas.janssens@burger.example',
  nationalNumber: NationalNumber.parse('83630211767'),
};
const tom = { name: 'Tom Wouters', email: 'tom.wouters@schilde.example', nationalNumber: null };

const requests = [
  { number: 1, title: 'Overeenkomst inname openbaar domein', by: emma },
  { number: 2, title: 'Huur feestzaal De Werf', by: emma },
  { number: 3, title: 'Gebruik volkstuin 14', by: lucas },
];

/** Records of the packages with which the simulated signing platform starts. Once: those that are there stay as they are. */
export async function addSandboxRequests(records: SignatureRecords, organisation: string): Promise<void> {
  for (const { number, title, by } of requests)
    await records.add({
      id: `5165a7e0-0000-4000-8000-00000000000${number}`,
      organisation,
      packageId: String(100 + number),
      documentIds: [String(500 + number)],
      sharedAt: new Date(Date.UTC(2026, 10, 20 - number, 9)),
      title,
      requestedBy: 'sandbox',
      requestedAt: new Date(Date.UTC(2026, 10, 20 - number, 9)),
      deadline: number === 1 ? new Date(Date.UTC(2026, 11, 1, 22, 59)) : null,
      state: 'WAITING',
      recipients: [by, tom].map((person, index) => ({
        ...person,
        position: index + 1,
        stage: index + 1,
        role: 'SIGNER',
      })),
    });
}
