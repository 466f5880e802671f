import { createHash, verify, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import * as cms from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';

export interface FoundSignature {
  /** The common name of the certificate. */
  readonly by: string;
  /** Whether the range leaves out nothing but the signature itself, up to the end of the file. */
  readonly coversWholeFile: boolean;
  /** Whether the digest in the message is that of the range. */
  readonly digestMatches: boolean;
  /** Whether the certificate's key signed that digest. */
  readonly signatureHolds: boolean;
}

/** Every signature of a PDF, in the order of the file, judged without the code that made them. */
export function signaturesIn(pdf: Buffer): FoundSignature[] {
  const text = pdf.toString('latin1');
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  return ranges.map(([, ...numbers]) => {
    const [start, length, second, rest] = numbers.map(Number) as [number, number, number, number];
    const hex = text.slice(start + length, second);
    if (!/^<[0-9a-f]+>$/i.test(hex)) throw new Error('the gap of /ByteRange is not the signature');
    const content = AsnConvert.parse(
      Buffer.from(hex.slice(1, -1), 'hex').subarray(0, derLength(hex)),
      cms.ContentInfo,
    );
    const signed = AsnConvert.parse(content.content, cms.SignedData);
    const [info] = signed.signerInfos;
    const certificate = new X509Certificate(
      Buffer.from(AsnConvert.serialize(signed.certificates![0]!.certificate!)),
    );
    const covered = [pdf.subarray(start, start + length), pdf.subarray(second, second + rest)];
    const digest = covered.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const attribute = info!.signedAttrs!.find(({ attrType }) => attrType === '1.2.840.113549.1.9.4')!;
    const told = Buffer.from(AsnConvert.parse(attribute.attrValues[0]!, OctetString).buffer);
    // The attributes are signed under the tag of a SET, and stand in the message under [0].
    const members = info!.signedAttrs!.map((one) => Buffer.from(AsnConvert.serialize(one)));
    const together = Buffer.concat(members);
    const size = Buffer.from(together.length < 0x80 ? [together.length] : [0x81, together.length]);
    const attributes = Buffer.concat([Buffer.from([0x31]), size, together]);
    return {
      by: /CN=(.*)/.exec(certificate.subject)?.[1] ?? '',
      coversWholeFile: start === 0 && second + rest === pdf.length,
      digestMatches: told.equals(digest),
      signatureHolds: verify(
        'sha256',
        attributes,
        certificate.publicKey,
        Buffer.from(info!.signature.buffer),
      ),
    };
  });
}

/** The message is padded with zeros to the place that was kept free for it. */
function derLength(hex: string): number {
  const bytes = Buffer.from(hex.slice(1, 13), 'hex');
  if (bytes[1]! < 0x80) return 2 + bytes[1]!;
  const size = bytes[1]! & 0x7f;
  return 2 + size + bytes.readUIntBE(2, size);
}
