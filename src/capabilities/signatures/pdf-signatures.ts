import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { PDFDict, PDFDocument, PDFName as Name } from '@cantoo/pdf-lib';
import {
  type CertificateSet,
  ContentInfo,
  type SignedAttributes,
  SignedData,
  type SignerIdentifier,
  type SignerInfo,
  SigningTime,
} from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { type Certificate, SubjectKeyIdentifier } from '@peculiar/asn1-x509';

/**
 * What is wrong with one signature. RANGE: what it covers is not the file up to some place but the signature itself. UNREADABLE: not a
 * message of the kind. ALGORITHM: made with one that we do not take. DIGEST: what it covers was changed. SIGNATURE: the
 * certificate's key did not make it.
 */
export type SignatureFlaw = 'RANGE' | 'UNREADABLE' | 'ALGORITHM' | 'DIGEST' | 'SIGNATURE';

export interface PdfSignature {
  /** Common name in the certificate; null when it has none, or cannot be read. */
  readonly signer: string | null;
  /** As the signature says it; nobody vouches for it. */
  readonly signedAt: Date | null;
  /** Whether it covers the file to its end; of several only the last one can. */
  readonly coversWholeFile: boolean;
  readonly flaw: SignatureFlaw | null;
}

export interface PdfSignatures {
  /** In the order in which they were added. */
  readonly signatures: readonly PdfSignature[];
  /** Whether something was added behind the last signature other than what proves its certificates. */
  readonly changedAfter: boolean;
}

const digests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
/** By the algorithm of the signature, those that name their digest; for the others it is the one of the message. */
const digestsOfSignatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const plainRsa = '1.2.840.113549.1.1.1';
const rsaPss = '1.2.840.113549.1.1.10';
const messageDigest = '1.2.840.113549.1.9.4';
const signingTime = '1.2.840.113549.1.9.5';
const commonName = '2.5.4.3';
const subjectKeyIdentifier = '2.5.29.14';
const detached = ['adbe.pkcs7.detached', 'ETSI.CAdES.detached'];

/**
 * Every signature of a PDF, judged: that it covers the file but its own place, that this was not changed, and that the key of
 * the certificate in it made it. Whether that certificate is to be trusted is not decided here. Throws when it is no PDF that can be read.
 */
export async function readSignatures(pdf: Buffer): Promise<PdfSignatures> {
  const library = await import('@cantoo/pdf-lib');
  const document = await library.PDFDocument.load(pdf, { updateMetadata: false });
  const found = signatureDictionaries(document, library)
    .map((dictionary) => judge(dictionary, pdf, library))
    .sort((one, other) => one.end - other.end);
  const sound = found.filter(({ signature }) => signature.flaw === null);
  const end = sound.at(-1)?.end ?? 0;
  const changedAfter =
    found.length > 0 && end < pdf.length && !(end > 0 && (await addsProofOnly(pdf, end, document)));
  return { signatures: found.map(({ signature }) => signature), changedAfter };
}

type Library = typeof import('@cantoo/pdf-lib');

function signatureDictionaries(document: PDFDocument, { PDFDict, PDFName }: Library): PDFDict[] {
  const fields = document.catalog.getAcroForm()?.getAllFields() ?? [];
  return fields.flatMap(([{ dict }]) => {
    const value = dict.lookup(PDFName.of('V'));
    return value instanceof PDFDict && value.has(PDFName.of('ByteRange')) ? [value] : [];
  });
}

interface Judged {
  readonly signature: PdfSignature;
  /** Where what it covers ends; 0 when that is not known. */
  readonly end: number;
}

function judge(dictionary: PDFDict, pdf: Buffer, library: Library): Judged {
  const { PDFArray, PDFHexString, PDFName, PDFNumber, PDFString } = library;
  const at = (name: string) => dictionary.lookup(PDFName.of(name));
  const told = at('M');
  const claimedAt = told instanceof PDFString ? dateOf(() => told.decodeDate()) : null;
  const unsound = (flaw: SignatureFlaw, end = 0): Judged => ({
    signature: { signer: null, signedAt: claimedAt, coversWholeFile: false, flaw },
    end,
  });

  const range = at('ByteRange');
  const contents = at('Contents');
  const numbers =
    range instanceof PDFArray
      ? range.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : Number.NaN))
      : [];
  const [start = 1, length = 0, second = 0, rest = 0] = numbers;
  const end = second + rest;
  const fits =
    numbers.length === 4 &&
    numbers.every((one) => Number.isInteger(one) && one >= 0) &&
    start === 0 &&
    length < second &&
    end <= pdf.length;
  // The hole must hold the signature and nothing else: what stands in it is signed by nobody.
  const hole = fits ? /^<([0-9a-f]*)>$/i.exec(pdf.toString('latin1', length, second)) : null;
  if (!hole || !(contents instanceof PDFHexString)) return unsound('RANGE');
  const message = Buffer.from(hole[1]!, 'hex');
  if (!message.equals(Buffer.from(contents.asBytes()))) return unsound('RANGE');
  const kind = at('SubFilter');
  if (!(kind instanceof PDFName) || !detached.includes(kind.decodeText())) return unsound('ALGORITHM', end);

  try {
    const covered = [pdf.subarray(0, length), pdf.subarray(second, end)];
    const { signer, signedAt, flaw } = judgeMessage(message, covered);
    const coversWholeFile = end === pdf.length;
    return { signature: { signer, signedAt: signedAt ?? claimedAt, coversWholeFile, flaw }, end };
  } catch {
    return unsound('UNREADABLE', end);
  }
}

/** A detached CMS message (RFC 5652) over these parts. Throws when it is none. */
function judgeMessage(
  message: Buffer,
  covered: readonly Buffer[],
): Pick<PdfSignature, 'signer' | 'signedAt' | 'flaw'> {
  const content = AsnConvert.parse(message, ContentInfo);
  const signed = AsnConvert.parse(content.content, SignedData);
  const [info] = signed.signerInfos;
  const certificate = info && certificateOf(info.sid, signed.certificates);
  if (!info || !certificate) return { signer: null, signedAt: null, flaw: 'UNREADABLE' };
  const signer = commonNameOf(certificate);
  const attribute = (type: string) =>
    info.signedAttrs?.find(({ attrType }) => attrType === type)?.attrValues[0];
  const time = attribute(signingTime);
  const signedAt = time ? dateOf(() => AsnConvert.parse(time, SigningTime).getTime()) : null;
  return { signer, signedAt, flaw: flawOf(info, certificate, covered, attribute(messageDigest)) };
}

function flawOf(
  info: SignerInfo,
  certificate: Certificate,
  covered: readonly Buffer[],
  toldDigest: ArrayBuffer | undefined,
): SignatureFlaw | null {
  const { algorithm } = info.signatureAlgorithm;
  const digest = digests[info.digestAlgorithm.algorithm];
  const signedDigest = digestsOfSignatures[algorithm] ?? digest;
  if (!digest || !signedDigest) return 'ALGORITHM';
  if (!digestsOfSignatures[algorithm] && algorithm !== plainRsa && algorithm !== rsaPss) return 'ALGORITHM';
  // Without signed attributes the message says nothing of what it covers but the signature itself; PAdES does not allow it.
  if (!info.signedAttrs || !toldDigest) return 'UNREADABLE';
  const computed = covered.reduce((hash, part) => hash.update(part), createHash(digest)).digest();
  const told = Buffer.from(AsnConvert.parse(toldDigest, OctetString).buffer);
  if (!told.equals(computed)) return 'DIGEST';
  const { publicKey } = new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)));
  const key =
    algorithm === rsaPss
      ? {
          key: publicKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_AUTO,
        }
      : publicKey;
  const signature = Buffer.from(info.signature.buffer);
  return verify(signedDigest, signedBytesOf(info.signedAttrs), key, signature) ? null : 'SIGNATURE';
}

/** What is signed: the attributes as a SET in DER (RFC 5652, 5.4); in the message they stand under a tag of their own. */
function signedBytesOf(attributes: SignedAttributes): Buffer {
  const members = attributes.map((one) => Buffer.from(AsnConvert.serialize(one))).sort(Buffer.compare);
  const content = Buffer.concat(members);
  const size = content.length.toString(16);
  const length = Buffer.from(size.padStart(size.length + (size.length % 2), '0'), 'hex');
  const head = content.length < 0x80 ? [0x31, content.length] : [0x31, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(head), content]);
}

function certificateOf(
  { issuerAndSerialNumber, subjectKeyIdentifier: wanted }: SignerIdentifier,
  certificates: CertificateSet | undefined,
): Certificate | undefined {
  const known = [...(certificates ?? [])].flatMap(({ certificate }) => certificate ?? []);
  const bytesOf = (value: unknown) => Buffer.from(AsnConvert.serialize(value));
  if (issuerAndSerialNumber) {
    const { issuer, serialNumber } = issuerAndSerialNumber;
    return known.find(
      ({ tbsCertificate }) =>
        Buffer.from(tbsCertificate.serialNumber).equals(Buffer.from(serialNumber)) &&
        bytesOf(tbsCertificate.issuer).equals(bytesOf(issuer)),
    );
  }
  return known.find(({ tbsCertificate }) => {
    const extension = tbsCertificate.extensions?.find(({ extnID }) => extnID === subjectKeyIdentifier);
    const id = extension && AsnConvert.parse(extension.extnValue.buffer, SubjectKeyIdentifier);
    return id && wanted && Buffer.from(id.buffer).equals(Buffer.from(wanted.buffer));
  });
}

/** Nothing else of the subject: the certificate of an eID has the national number in it. */
function commonNameOf({ tbsCertificate }: Certificate): string | null {
  for (const part of tbsCertificate.subject)
    for (const { type, value } of part) if (type === commonName) return value.toString();
  return null;
}

function dateOf(read: () => Date): Date | null {
  try {
    const date = read();
    return Number.isNaN(date.getTime()) ? null : date;
  } catch {
    return null;
  }
}

/**
 * Whether everything behind a signed revision only proves its certificates: an entry /DSS in the catalog (PAdES-LT, ETSI EN 319 142-1).
 * New objects do no harm as long as nothing that was signed leads to them, and every reader finds the same ones.
 */
async function addsProofOnly(pdf: Buffer, end: number, whole: PDFDocument): Promise<boolean> {
  const { PDFDocument, PDFName } = await import('@cantoo/pdf-lib');
  const [dss, ...proofs] = ['DSS', 'Extensions'].map((name) => PDFName.of(name)) as [Name, Name];
  try {
    const signed = await PDFDocument.load(pdf.subarray(0, end), { updateMetadata: false });
    const root = signed.context.trailerInfo.Root?.toString();
    if (!root || root !== whole.context.trailerInfo.Root?.toString()) return false;
    if (!whole.catalog.has(dss)) return false;
    const objectsOf = (document: PDFDocument) =>
      new Map(
        document.context.enumerateIndirectObjects().map(([ref, one]) => [ref.toString(), bytesOf(one)]),
      );
    const before = objectsOf(signed);
    const after = objectsOf(whole);
    for (const [ref, object] of before) if (ref !== root && after.get(ref) !== object) return false;
    const signedText = [...before.values()].join('\n');
    const added = [...after.keys()].filter((ref) => !before.has(ref));
    if (added.some((ref) => signedText.includes(ref))) return false;
    if (!definesOnly(pdf, end, new Set([root, ...added]))) return false;
    const without = (document: PDFDocument) => {
      const copy = document.catalog.clone();
      for (const name of [dss, ...proofs]) copy.delete(name);
      return copy.toString();
    };
    return without(signed) === without(whole);
  } catch {
    return false;
  }
}

/**
 * Whether the table of contents behind a revision names these objects only, and goes on with that revision's own. A reader finds objects
 * by it, wherever it points; ours reads them in the order of the file, and would not see what hides in a stream.
 */
function definesOnly(pdf: Buffer, end: number, allowed: ReadonlySet<string>): boolean {
  const update = pdf.toString('latin1', end);
  const starts = [...update.matchAll(/startxref\s+(\d+)/g)];
  const previous = [...pdf.toString('latin1', 0, end).matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1];
  const at = Number(starts[0]?.[1]) - end;
  if (starts.length !== 1 || !(at >= 0) || /\/(ObjStm|XRefStm)/.test(update)) return false;
  const section = update.slice(at);
  const back = [...section.matchAll(/\/Prev\s+(\d+)/g)].map(([, offset]) => offset);
  if (back.length !== 1 || back[0] !== previous) return false;

  const numbers = new Set([0, ...[...allowed].map((ref) => parseInt(ref, 10))]);
  const own = /^(\d+)\s+\d+\s+obj\b/.exec(section)?.[1];
  if (own !== undefined) numbers.add(Number(own));
  const named = own === undefined ? namedInTable(section) : namedInStream(section);
  const defined = [...update.matchAll(/(\d+)\s+\d+\s+obj\b/g)].map(([, number]) => Number(number));
  return (
    named !== null &&
    [...named, ...defined].every((number) => numbers.has(number)) &&
    new Set(defined).size === defined.length
  );
}

function namedInTable(section: string): number[] | null {
  const table = /^xref\s+([\d\sfn]*)trailer\b/.exec(section)?.[1];
  if (table === undefined) return null;
  const words = table.trim().split(/\s+/);
  const named: number[] = [];
  for (let place = 0; place < words.length;) {
    const [first, count] = [Number(words[place]), Number(words[place + 1])];
    if (!Number.isInteger(first) || !Number.isInteger(count) || place + 2 + count * 3 > words.length)
      return null;
    for (let nth = 0; nth < count; nth += 1) named.push(first + nth);
    place += 2 + count * 3;
  }
  return named;
}

function namedInStream(section: string): number[] | null {
  const index = /^\d+\s+\d+\s+obj\s*<<[\s\S]*?\/Index\s*\[([\d\s]+)\][\s\S]*?stream\b/.exec(section)?.[1];
  return index === undefined ? null : rangesOf([...index.matchAll(/(\d+)\s+(\d+)/g)]);
}

/** Each a first number, and how many. */
function rangesOf(ranges: readonly RegExpMatchArray[]): number[] | null {
  const counted = ranges.map(([, first, count]) => [Number(first), Number(count)] as const);
  if (counted.some(([, count]) => count > 100_000)) return null;
  return counted.flatMap(([first, count]) => Array.from({ length: count }, (_, place) => first + place));
}

function bytesOf(object: {
  sizeInBytes(): number;
  copyBytesInto(buffer: Uint8Array, offset: number): number;
}) {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return Buffer.from(bytes).toString('latin1');
}
