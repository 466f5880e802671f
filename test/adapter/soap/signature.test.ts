import { createHash, verify, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyPairPem, SimulatorCertificates } from '../../../src/adapter/simulator/certificates.js';
import { decodePkiPath, encodePkiPath } from '../../../src/adapter/soap/pki-path.js';
import { certificatesOf, createSigner } from '../../../src/adapter/soap/signature.js';
import type { SignatureStyle } from '../../../src/adapter/soap/signature.js';
import { createVerifier, InvalidSignature } from '../../../src/adapter/soap/verification.js';
import { testCertificates } from '../../support/sandbox-settings.js';

const message =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tns="urn:test"><soap:Header></soap:Header>' +
  '<soap:Body><tns:Ask><INSZ>85671421468</INSZ><Text>a &lt; b &amp; é</Text></tns:Ask></soap:Body></soap:Envelope>';

const styles: readonly SignatureStyle[] = ['ws-security', 'bare'];
let ours: SimulatorCertificates;
let stranger: SimulatorCertificates;

beforeAll(async () => {
  [ours, stranger] = await Promise.all([testCertificates(), testCertificates()]);
});

function signed(
  style: SignatureStyle,
  digest: 'sha1' | 'sha256' = 'sha256',
  keys: KeyPairPem = ours.organisation,
): string {
  return createSigner({ style, digest, certificateChain: keys.certificate, privateKey: keys.privateKey })(
    message,
  );
}

function verified(xml: string, digests: readonly ('sha1' | 'sha256')[] = ['sha1', 'sha256']): string {
  return createVerifier({ certificates: certificatesOf(ours.organisation.certificate).slice(0, 1), digests })(
    xml,
  );
}

function problem(xml: string, digests?: readonly ('sha1' | 'sha256')[]): string {
  try {
    verified(xml, digests);
  } catch (error) {
    if (error instanceof InvalidSignature) return error.problem;
    throw error;
  }
  return 'none';
}

/** Changes the text and makes sure that it changed. */
function altered(xml: string, from: string | RegExp, to: string): string {
  const result = xml.replace(from, to);
  expect(result).not.toBe(xml);
  return result;
}

const bodyOf = (xml: string) => /<soap:Body[\s\S]*<\/soap:Body>/.exec(xml)?.[0] ?? '';

describe.each(styles)('a message signed in style %s', (style) => {
  test.each(['sha1', 'sha256'] as const)(
    'with %s is verified, and gives the Body that was signed',
    (digest) => {
      const body = verified(signed(style, digest));
      expect(body).toContain('<INSZ>85671421468</INSZ><Text>a &lt; b &amp; é</Text>');
      expect(body.startsWith('<soap:Body')).toBe(true);
    },
  );

  test('is refused when its digest is not accepted', () => {
    expect(problem(signed(style, 'sha1'), ['sha256'])).toBe('SIGNATURE');
  });

  test('is refused when a value changed', () => {
    expect(problem(altered(signed(style), '85671421468', '83630211767'))).toBe('SIGNATURE');
  });

  test('is refused from a signer we do not know', () => {
    expect(problem(signed(style, 'sha256', stranger.organisation))).toBe('CERTIFICATE');
  });

  test('is refused without its signature, and with two', () => {
    const xml = signed(style);
    const signature = /<(ds:)?Signature[\s\S]*<\/(ds:)?Signature>/.exec(xml)?.[0] ?? '';
    expect(problem(altered(xml, signature, ''))).toBe('SIGNATURE_COUNT');
    expect(problem(altered(xml, signature, signature + signature))).toBe('SIGNATURE_COUNT');
  });

  test('is refused when the signed body hides in the Header beside a forged one', () => {
    const xml = signed(style);
    const real = bodyOf(xml);
    const forged = real.replace('85671421468', '83630211767');
    const sameId = xml.replace(real, forged).replace('</soap:Header>', `<Old>${real}</Old></soap:Header>`);
    const otherId = sameId.replace(forged, forged.replace(/Id="[^"]*"/, 'Id="Other"'));
    const afterwards = xml.replace(real, real + forged);
    expect([problem(sameId), problem(otherId), problem(afterwards)]).toEqual([
      'BODY_COUNT',
      'BODY_COUNT',
      'BODY_COUNT',
    ]);
  });

  test('is refused when the signed body became an element of another name', () => {
    const xml = signed(style);
    const real = bodyOf(xml);
    const renamed = real.replaceAll('soap:Body', 'soap:Old');
    const forged = real.replace('85671421468', '83630211767').replace(/Id="[^"]*"/, 'Id="Other"');
    expect(problem(xml.replace(real, forged).replace('</soap:Header>', `${renamed}</soap:Header>`))).toBe(
      'SIGNATURE',
    );
  });

  test('is refused when an id occurs twice', () => {
    const xml = signed(style);
    const id = /<soap:Body[^>]*Id="([^"]+)"/.exec(xml)?.[1] ?? '';
    expect(problem(altered(xml, '<tns:Ask>', `<tns:Ask Id="${id}">`))).toBe('DUPLICATE_ID');
  });

  test('is refused with a DTD', () => {
    expect(problem(altered(signed(style), '?>', '?><!DOCTYPE x [<!ENTITY e "1">]>'))).toBe('DOCTYPE');
  });

  test('is refused when it was signed with a secret instead of a key', () => {
    const hmac = altered(
      signed(style),
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    );
    expect(problem(hmac)).toBe('SIGNATURE');
  });

  test('is refused with a transform that could change what is read', () => {
    const xslt = signed(style).replace(
      /<(ds:)?Transform Algorithm="[^"]*"/,
      '<$1Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
    );
    expect(problem(xslt)).toBe('SIGNATURE');
  });

  test('is refused with two SignedInfo', () => {
    const xml = signed(style);
    const info = /<(ds:)?SignedInfo[\s\S]*<\/(ds:)?SignedInfo>/.exec(xml)?.[0] ?? '';
    expect(problem(xml.replace(info, info + info))).toBe('SIGNATURE');
  });

  test('is refused with a forged digest beside a comment', () => {
    const xml = signed(style);
    for (const position of ['before', 'after'])
      expect(
        problem(
          altered(
            xml,
            /DigestValue>([^<]+)</,
            position === 'before' ? 'DigestValue>AAAA<!---->$1<' : 'DigestValue>$1<!---->AAAA<',
          ),
        ),
      ).toBe('SIGNATURE');
  });

  test('broken XML is refused as such', () => {
    expect(problem(signed(style).slice(0, -20))).toBe('XML');
  });
});

/**
 * Our signer and our verifier share a library, and could share a mistake. Here the canonical forms are written out by
 * hand, from the standards, and Node's own cryptography judges.
 */
test.each([
  {
    style: 'ws-security',
    digest: 'sha256',
    bodyDeclarations: 'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" $1',
    askDeclaration: ' xmlns:tns="urn:test"',
    infoDeclarations: 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"',
  },
  {
    style: 'bare',
    digest: 'sha1',
    bodyDeclarations: 'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tns="urn:test" $1',
    askDeclaration: '',
    infoDeclarations:
      'xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tns="urn:test"',
  },
] as const)('a message in style $style holds for who reads the standards with other tools', (expected) => {
  const xml = signed(expected.style, expected.digest);
  const found = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';

  const body = bodyOf(xml)
    .replace(/<soap:Body (.*?)>/, `<soap:Body ${expected.bodyDeclarations}>`)
    .replace('<tns:Ask>', `<tns:Ask${expected.askDeclaration}>`);
  expect(createHash(expected.digest).update(body, 'utf8').digest('base64')).toBe(
    found(/DigestValue>([^<]+)</),
  );

  const info = found(/(<(?:ds:)?SignedInfo[\s\S]*<\/(?:ds:)?SignedInfo>)/)
    .replace(/<((?:ds:)?SignedInfo)[^>]*>/, `<$1 ${expected.infoDeclarations}>`)
    .replace(/<([\w:]+)((?: [^<>]*?)?)\s*\/>/g, '<$1$2></$1>');
  const key = new X509Certificate(ours.organisation.certificate).publicKey;
  const signature = Buffer.from(found(/SignatureValue>([^<]+)</), 'base64');
  expect(verify(expected.digest, Buffer.from(info), key, signature)).toBe(true);
  expect(verify(expected.digest, Buffer.from(info.replace('Algorithm', 'algorithm')), key, signature)).toBe(
    false,
  );
});

test('a declaration added to the Envelope breaks the bare style and not the other', () => {
  const added = (xml: string) => altered(xml, '<soap:Envelope ', '<soap:Envelope xmlns:x="urn:x" ');
  expect([problem(added(signed('bare'))), problem(added(signed('ws-security')))]).toEqual([
    'SIGNATURE',
    'none',
  ]);
});

test('a key that does not belong to the certificate is refused at once', () => {
  const { certificate } = ours.organisation;
  const { privateKey } = stranger.organisation;
  expect(() =>
    createSigner({ style: 'bare', digest: 'sha256', certificateChain: certificate, privateKey }),
  ).toThrow(/does not belong/);
});

test('a PKIPath is read as it was written, the signer last', () => {
  const chain = certificatesOf(ours.organisation.certificate).map(({ raw }) => raw);
  expect(chain).toHaveLength(2);
  expect(decodePkiPath(encodePkiPath([...chain].reverse()))).toEqual([...chain].reverse());
  expect(() => decodePkiPath(Buffer.from('3082ffff', 'hex'))).toThrow('Not a PKIPath.');
});
