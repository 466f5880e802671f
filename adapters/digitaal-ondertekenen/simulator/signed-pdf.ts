import { createHash, createPrivateKey, sign, webcrypto } from 'node:crypto';

/** Somebody who signs, and when. */
export interface Signing {
  readonly name: string;
  readonly at: Date;
  readonly fieldName: string;
  /** From 1; one that the document does not have becomes its last. */
  readonly page: number;
  /** Pixels from the left and from the top; null for a signature that is not shown. */
  readonly box: { x: number; y: number; width: number; height: number } | null;
}

/** Hexadecimal digits kept free for the CMS message. */
const contentsDigits = 16_384;
const day = 86_400_000;
const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A page with a few lines, as what cannot be shown otherwise becomes one. */
export async function plainPdf(title: string, lines: readonly string[]): Promise<Buffer> {
  const { PDFDocument, StandardFonts } = await import('@cantoo/pdf-lib');
  const document = await PDFDocument.create();
  document.setTitle(printable(title));
  const page = document.addPage([595, 842]);
  const font = await document.embedFont(StandardFonts.Helvetica);
  page.drawText(printable(title), { x: 50, y: 770, size: 16, font });
  lines.forEach((line, index) =>
    page.drawText(printable(line), { x: 50, y: 730 - index * 18, size: 11, font }),
  );
  return Buffer.from(await document.save({ useObjectStreams: false }));
}

/** The standard fonts of PDF have Latin letters only. */
const printable = (text: string) => text.replace(/[^\u0020-\u007e\u00a1-\u00ff]/gu, '?');

/** How many pages it has; null when it is no PDF that can be read. */
export async function pagesOf(content: Buffer): Promise<number | null> {
  const { PDFDocument } = await import('@cantoo/pdf-lib');
  return PDFDocument.load(content).then(
    (document) => document.getPageCount(),
    () => null,
  );
}

/**
 * Adds a filled signature field as an incremental update, so that signatures made before stay good: /ByteRange covers the
 * whole file but the signature itself, which is a detached CMS message over the rest (PAdES basic, adbe.pkcs7.detached).
 */
export async function withSignature(content: Buffer, signing: Signing, keys: SigningKeys): Promise<Buffer> {
  const { PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString } = await import('@cantoo/pdf-lib');
  const document = await PDFDocument.load(content, { forIncrementalUpdate: true, updateMetadata: false });
  const { context } = document;
  const pages = document.getPages();
  const page = pages[Math.min(signing.page, pages.length) - 1]!;
  const { box } = signing;
  const top = page.getHeight();
  const free = PDFName.of('**********');
  const value = context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'adbe.pkcs7.detached',
      ByteRange: [PDFNumber.of(0), free, free, free],
      Contents: PDFHexString.of('0'.repeat(contentsDigits)),
      Name: PDFHexString.fromText(signing.name),
      M: PDFString.fromDate(signing.at),
    }),
  );
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      Rect: box ? [box.x, top - box.y - box.height, box.x + box.width, top - box.y] : [0, 0, 0, 0],
      V: value,
      T: PDFHexString.fromText(signing.fieldName),
      F: 132,
      P: page.ref,
    }),
  );
  page.node.addAnnot(widget);
  const { acroForm } = document.getForm();
  acroForm.addField(widget);
  acroForm.dict.set(PDFName.of('SigFlags'), PDFNumber.of(3));
  const whole = Buffer.from(await document.commit({ useObjectStreams: false }));

  const contents = whole.lastIndexOf(`<${'0'.repeat(contentsDigits)}>`);
  const after = contents + contentsDigits + 2;
  const placeholder = '/ByteRange [ 0 /********** /********** /********** ]';
  const range = whole.lastIndexOf(placeholder);
  const numbers = `/ByteRange [ 0 ${contents} ${after} ${whole.length - after} ]`;
  whole.write(numbers.padEnd(placeholder.length), range, 'latin1');
  const message = await keys.cmsOver(
    [whole.subarray(0, contents), whole.subarray(after)],
    signing.name,
    signing.at,
  );
  whole.write(message.toString('hex'), contents + 1, 'latin1');
  return whole;
}

export interface SigningKeys {
  /** A detached CMS SignedData over the parts, by somebody of that name. */
  cmsOver(parts: readonly Buffer[], name: string, at: Date): Promise<Buffer>;
}

/** An authority of the simulator's own, that gives each signer a certificate for the one signature. */
export async function createSigningKeys(): Promise<SigningKeys> {
  // The library decorates classes, so this must be loaded before it.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const cms = await import('@peculiar/asn1-cms');
  const { AsnConvert, AsnObjectIdentifierConverter, OctetString } = await import('@peculiar/asn1-schema');
  const { AlgorithmIdentifier, Certificate } = await import('@peculiar/asn1-x509');
  x509.cryptoProvider.set(webcrypto as Crypto);
  const generate = () =>
    webcrypto.subtle.generateKey(elliptic, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
  const authority = await generate();
  const issuer = 'CN=Schakel sandbox signers,O=Schakel';
  let serial = 0;

  const sha256 = new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.1' });
  const ecdsaWithSha256 = new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
  const attribute = (attrType: string, value: ArrayBuffer) =>
    new cms.Attribute({ attrType, attrValues: [value] });

  const derOf = (value: unknown) => Buffer.from(AsnConvert.serialize(value));
  const inDerOrder = <T>(values: T[]) => values.sort((a, b) => Buffer.compare(derOf(a), derOf(b)));

  return {
    async cmsOver(parts, name, at) {
      const keys = await generate();
      serial += 1;
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(4, '0'),
        subject: [{ CN: [`${name} (zandbak)`] }],
        issuer,
        notBefore: new Date(at.getTime() - day),
        notAfter: new Date(at.getTime() + 365 * day),
        publicKey: keys.publicKey,
        signingKey: authority.privateKey,
        signingAlgorithm: elliptic,
        extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.nonRepudiation, true)],
      });
      const digest = createHash('sha256');
      for (const part of parts) digest.update(part);
      const parsed = AsnConvert.parse(certificate.rawData, Certificate);
      const info = new cms.SignerInfo({
        version: cms.CMSVersion.v1,
        sid: new cms.SignerIdentifier({
          issuerAndSerialNumber: new cms.IssuerAndSerialNumber({
            issuer: parsed.tbsCertificate.issuer,
            serialNumber: parsed.tbsCertificate.serialNumber,
          }),
        }),
        digestAlgorithm: sha256,
        signatureAlgorithm: ecdsaWithSha256,
        signedAttrs: inDerOrder([
          attribute('1.2.840.113549.1.9.3', AsnObjectIdentifierConverter.toASN(cms.id_data).toBER()),
          attribute(
            '1.2.840.113549.1.9.4',
            AsnConvert.serialize(new OctetString(Uint8Array.from(digest.digest()))),
          ),
          attribute('1.2.840.113549.1.9.5', AsnConvert.serialize(new cms.SigningTime(at))),
        ]),
      });
      // What is signed is the SET of attributes (RFC 5652, 5.4); in the message it stands under its own tag.
      const attributes = derSet((info.signedAttrs ?? []).map((one) => derOf(one)));
      const privateKey = createPrivateKey({
        key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
        format: 'der',
        type: 'pkcs8',
      });
      info.signature = new OctetString(Uint8Array.from(sign('sha256', attributes, privateKey)));
      const signed = new cms.SignedData({
        version: cms.CMSVersion.v1,
        digestAlgorithms: new cms.DigestAlgorithmIdentifiers([sha256]),
        encapContentInfo: new cms.EncapsulatedContentInfo({ eContentType: cms.id_data }),
        certificates: new cms.CertificateSet([new cms.CertificateChoices({ certificate: parsed })]),
        signerInfos: new cms.SignerInfos([info]),
      });
      return Buffer.from(
        AsnConvert.serialize(
          new cms.ContentInfo({
            contentType: cms.id_signedData,
            content: AsnConvert.serialize(signed),
          }),
        ),
      );
    },
  };
}

/** A SET OF in DER, of members that are in order; their length must need two bytes at most. */
function derSet(members: readonly Buffer[]): Buffer {
  const content = Buffer.concat(members);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x31, ...head]), content]);
}
