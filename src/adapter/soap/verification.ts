import { X509Certificate } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import * as ns from './namespaces.js';
import type { Digest } from './namespaces.js';
import { decodePkiPath } from './pki-path.js';

export type SignatureProblem =
  | 'XML'
  | 'DOCTYPE'
  | 'SIGNATURE_COUNT'
  | 'BODY_COUNT'
  | 'DUPLICATE_ID'
  | 'CERTIFICATE'
  | 'SIGNATURE'
  | 'NOT_THE_BODY';

/** A signature that does not hold. Its message is the problem's name only: the text it was found in may be personal. */
export class InvalidSignature extends Error {
  override readonly name = 'InvalidSignature';

  constructor(readonly problem: SignatureProblem) {
    super(`The message signature does not hold: ${problem}.`);
  }
}

export interface VerifierOptions {
  /** Signers we trust, by certificate. */
  readonly certificates: readonly X509Certificate[];
  readonly digests: readonly Digest[];
}

/**
 * Returns a function that gives the Body that was really signed, in canonical form, or throws {@link InvalidSignature}.
 * Read values from nothing else: whatever stands around it in the message is not covered. The order of the checks
 * matters; each closes a way to make a verifier look at one element and a reader at another.
 */
export function createVerifier(options: VerifierOptions): (xml: string) => string {
  const trusted = new Map(
    options.certificates.map((certificate) => [certificate.fingerprint256, certificate]),
  );
  return (xml) => {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new InvalidSignature('DOCTYPE');
    const elements = elementsOf(xml);
    const signatures = elements.filter(
      (element) => element.localName === 'Signature' && element.namespaceURI === ns.xmldsig,
    );
    const signature = signatures[0];
    if (signatures.length !== 1 || !signature) throw new InvalidSignature('SIGNATURE_COUNT');
    const bodies = elements.filter(
      (element) => element.localName === 'Body' && element.namespaceURI === ns.soapEnvelope,
    );
    const body = bodies[0];
    if (bodies.length !== 1 || !body || body.parentNode !== elements[0])
      throw new InvalidSignature('BODY_COUNT');
    const ids = elements.flatMap(idsOf);
    if (new Set(ids).size !== ids.length) throw new InvalidSignature('DUPLICATE_ID');
    const presented = presentedCertificate(elements);
    const certificate = presented && trusted.get(presented.fingerprint256);
    if (!certificate) throw new InvalidSignature('CERTIFICATE');
    return signedBody(xml, signature, certificate, idsOf(body), options.digests);
  };
}

function signedBody(
  xml: string,
  signature: Element,
  certificate: X509Certificate,
  bodyIds: readonly string[],
  digests: readonly Digest[],
): string {
  const check = new SignedXml({
    publicCert: certificate.toString(),
    getCertFromKeyInfo: () => null,
    idMode: 'wssecurity',
  });
  check.SignatureAlgorithms = pick(
    check.SignatureAlgorithms,
    digests.map((digest) => ns.signatureAlgorithms[digest]),
  );
  check.HashAlgorithms = pick(
    check.HashAlgorithms,
    digests.map((digest) => ns.digestAlgorithms[digest]),
  );
  check.CanonicalizationAlgorithms = pick(check.CanonicalizationAlgorithms, [
    ns.enveloped,
    ns.c14n,
    ns.exclusiveC14n,
  ]);
  let references: readonly string[];
  try {
    check.loadSignature(signature);
    if (!check.checkSignature(xml)) throw new InvalidSignature('SIGNATURE');
    references = check.getSignedReferences();
  } catch {
    throw new InvalidSignature('SIGNATURE');
  }
  const canonical = references[0];
  if (references.length !== 1 || canonical === undefined) throw new InvalidSignature('NOT_THE_BODY');
  const root = elementsOf(canonical)[0];
  const isBody = root?.localName === 'Body' && root.namespaceURI === ns.soapEnvelope;
  if (!isBody || !idsOf(root).some((id) => bodyIds.includes(id))) throw new InvalidSignature('NOT_THE_BODY');
  return canonical;
}

function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

/** The elements of a document, root first; throws when it is not well-formed. */
function elementsOf(xml: string): readonly Element[] {
  const refuse = () => {
    throw new InvalidSignature('XML');
  };
  const document = new DOMParser({
    errorHandler: { warning: () => undefined, error: refuse, fatalError: refuse },
  }).parseFromString(xml, 'text/xml');
  return Array.from(document.getElementsByTagName('*'));
}

function idsOf(element: Element): readonly string[] {
  const plain = ['Id', 'ID', 'id'].map((name) => element.getAttribute(name));
  return [...plain, element.getAttributeNS(ns.wsu, 'Id')].filter((id): id is string => Boolean(id));
}

/** The signer's certificate as the message shows it: the last of its PKIPath, or the X509Certificate in its KeyInfo. */
function presentedCertificate(elements: readonly Element[]): X509Certificate | null {
  const named = (name: string, namespace: string) =>
    elements.find((element) => element.localName === name && element.namespaceURI === namespace);
  const token = named('BinarySecurityToken', ns.wsse);
  const bytes = Buffer.from((token ?? named('X509Certificate', ns.xmldsig))?.textContent ?? '', 'base64');
  try {
    const der = token?.getAttribute('ValueType') === ns.pkiPath ? decodePkiPath(bytes).at(-1) : bytes;
    return der ? new X509Certificate(der) : null;
  } catch {
    return null;
  }
}
