import { createPrivateKey, createPublicKey, randomUUID, X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import * as ns from './namespaces.js';
import type { Digest } from './namespaces.js';
import { encodePkiPath } from './pki-path.js';

/**
 * `ws-security`: a wsse:Security header with the certificate chain as PKIPath token, exclusive C14N.
 * `bare`: an XML-DSig Signature straight in the Header, inclusive C14N, key and certificate in its KeyInfo.
 */
export type SignatureStyle = 'ws-security' | 'bare';

export interface SignerOptions {
  readonly style: SignatureStyle;
  readonly digest: Digest;
  /** PEM, the signer first, then its issuers. */
  readonly certificateChain: string;
  /** PEM, RSA. */
  readonly privateKey: string;
  readonly passphrase?: string;
}

const bodyPath = `/*/*[local-name(.)='Body' and namespace-uri(.)='${ns.soapEnvelope}']`;

/**
 * Returns a function that signs the Body of a serialised SOAP 1.1 envelope with a Header and a Body without attributes.
 * Sign last: a changed byte afterwards, even a namespace declaration on the Envelope, breaks the bare style.
 */
export function createSigner(options: SignerOptions): (xml: string) => string {
  const chain = certificatesOf(options.certificateChain);
  const signer = chain[0];
  if (!signer) throw new Error('The certificate chain holds no certificate.');
  const key = createPrivateKey({ key: options.privateKey, passphrase: options.passphrase });
  if (!signer.checkPrivateKey(key))
    throw new Error('The private key does not belong to the first certificate of the chain.');
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' });
  const algorithms = {
    signatureAlgorithm: ns.signatureAlgorithms[options.digest],
    digestAlgorithm: ns.digestAlgorithms[options.digest],
  };
  return options.style === 'bare'
    ? bareSigner(privateKey, signer, algorithms)
    : wsSecuritySigner(privateKey, chain, algorithms);
}

interface Algorithms {
  readonly signatureAlgorithm: string;
  readonly digestAlgorithm: string;
}

function bareSigner(privateKey: string | Buffer, signer: X509Certificate, algorithms: Algorithms) {
  const keyInfo = `<KeyValue>${rsaKeyValue(signer)}</KeyValue><X509Data><X509Certificate>${signer.raw.toString('base64')}</X509Certificate></X509Data>`;
  return (xml: string) => {
    const signature = new SignedXml({
      privateKey,
      signatureAlgorithm: algorithms.signatureAlgorithm,
      canonicalizationAlgorithm: ns.c14n,
      getKeyInfoContent: () => keyInfo,
    });
    signature.addReference({
      xpath: bodyPath,
      uri: '#Body',
      transforms: [ns.enveloped, ns.c14n],
      digestAlgorithm: algorithms.digestAlgorithm,
    });
    signature.computeSignature(withBodyId(xml, ' Id="Body"'), {
      location: { reference: `/*/*[local-name(.)='Header']`, action: 'append' },
    });
    return signature.getSignedXml();
  };
}

function wsSecuritySigner(
  privateKey: string | Buffer,
  chain: readonly X509Certificate[],
  algorithms: Algorithms,
) {
  const token = encodePkiPath([...chain].reverse().map((certificate) => certificate.raw)).toString('base64');
  return (xml: string) => {
    const tokenId = `X509-${randomUUID()}`;
    const security =
      `<wsse:Security xmlns:wsse="${ns.wsse}" xmlns:wsu="${ns.wsu}" soap:mustUnderstand="1">` +
      `<wsse:BinarySecurityToken EncodingType="${ns.base64Binary}" ValueType="${ns.pkiPath}" wsu:Id="${tokenId}">${token}</wsse:BinarySecurityToken>` +
      '</wsse:Security>';
    const signature = new SignedXml({
      privateKey,
      signatureAlgorithm: algorithms.signatureAlgorithm,
      canonicalizationAlgorithm: ns.exclusiveC14n,
      idMode: 'wssecurity',
      getKeyInfoContent: () =>
        `<wsse:SecurityTokenReference><wsse:Reference URI="#${tokenId}" ValueType="${ns.pkiPath}"/></wsse:SecurityTokenReference>`,
    });
    signature.addReference({
      xpath: bodyPath,
      transforms: [ns.exclusiveC14n],
      digestAlgorithm: algorithms.digestAlgorithm,
    });
    const addressed = withBodyId(xml, ` xmlns:wsu="${ns.wsu}" wsu:Id="Body-${randomUUID()}"`);
    signature.computeSignature(addressed.replace('</soap:Header>', `${security}</soap:Header>`), {
      prefix: 'ds',
      location: { reference: `/*/*[local-name(.)='Header']/*[local-name(.)='Security']`, action: 'append' },
      existingPrefixes: { wsse: ns.wsse },
    });
    return signature.getSignedXml();
  };
}

/** Text content is escaped in a serialised message, so the first Body tag is the Body. */
function withBodyId(xml: string, attributes: string): string {
  return xml.replace('<soap:Body>', `<soap:Body${attributes}>`);
}

function rsaKeyValue(certificate: X509Certificate): string {
  const { n, e } = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })).export({
    format: 'jwk',
  });
  if (n === undefined || e === undefined)
    throw new Error('Messages are signed with an RSA key; this certificate has another kind.');
  const base64 = (part: string) => Buffer.from(part, 'base64url').toString('base64');
  return `<RSAKeyValue><Modulus>${base64(n)}</Modulus><Exponent>${base64(e)}</Exponent></RSAKeyValue>`;
}

/** The certificates of a PEM text, in its order; throws when one cannot be read. */
export function certificatesOf(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
