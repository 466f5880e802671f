import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { Attest, AttestDocument } from '../../src/capabilities/citizens/social-records.port.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import type { AdapterTools } from '../../src/adapter/contract.js';

/** The `Attest` of GeefAttest 02.00, whose INSZ was read already. */
export function toAttest(
  attest: SoapElement,
  nationalNumber: NationalNumber,
  note: AdapterTools['noteUnknownValue'],
): Attest {
  const known = { nationalNumber, document: toDocument(attest.text('Document'), note) };
  return { ...known, otherFacts: attest.unread() };
}

const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function toDocument(written: string | null, note: AdapterTools['noteUnknownValue']): AttestDocument | null {
  if (written === null) return null;
  const pdf =
    base64.test(written) &&
    Buffer.from(written.slice(0, 64), 'base64').subarray(0, 5).toString('latin1') === '%PDF-';
  if (!pdf) note('citizens.attest.format', 'NO_PDF');
  return { format: pdf ? 'PDF' : 'UNKNOWN', base64: written };
}
