import { NationalNumber } from '../../identifiers/national-number.js';
import type { AttestLanguage, AttestStore } from './attest.store.js';

const emma = '85671421468';
const lucas = '83630211767';
const schilde = '11039';

const attests: readonly (readonly [
  id: string,
  nationalNumber: string,
  year: number,
  name: string,
  language: AttestLanguage,
])[] = [
  ['3f6d2c1e-9a54-4b08-8a51-000000000001', emma, 2025, 'Fiscaal attest kinderopvang 2025', 'nl'],
  ['3f6d2c1e-9a54-4b08-8a51-000000000002', emma, 2025, 'Fiscaal attest sportkamp Pasen', 'nl'],
  ['3f6d2c1e-9a54-4b08-8a51-000000000003', emma, 2024, 'Fiscaal attest kinderopvang 2024', 'nl'],
  ['3f6d2c1e-9a54-4b08-8a51-000000000004', lucas, 2025, 'Attest medewerker stembureau', 'nl'],
];

/** The attests of the people of the sandbox; those that are there already stay. */
export async function addSandboxAttests(store: AttestStore, organisation: string): Promise<void> {
  for (const [id, nationalNumber, year, name, language] of attests)
    await store.add({
      id,
      nationalNumber: NationalNumber.parse(nationalNumber),
      organisation,
      language,
      name,
      year,
      nisCode: schilde,
      pdf: pageWith(name),
    });
}

/** A PDF of one page with one line of text. */
function pageWith(line: string): Buffer {
  const text = `BT /F1 18 Tf 72 760 Td (${line.replaceAll(/[()\\]/g, '')} - voorbeeld uit de zandbak) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}
