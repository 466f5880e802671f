/** DER of a PKIPath: a SEQUENCE of certificates, root first and signer last. */
export function encodePkiPath(certificates: readonly Buffer[]): Buffer {
  const content = Buffer.concat(certificates);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
  const header = content.length < 0x80 ? [0x30, content.length] : [0x30, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(header), content]);
}

/** The certificates of a PKIPath, in its order; throws when it is none. */
export function decodePkiPath(der: Buffer): readonly Buffer[] {
  const outer = element(der, 0);
  const certificates: Buffer[] = [];
  for (let at = outer.start; at < outer.end;) {
    const certificate = element(der, at);
    certificates.push(der.subarray(at, certificate.end));
    at = certificate.end;
  }
  return certificates;
}

function element(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1];
  if (der[at] !== 0x30 || first === undefined) throw new Error('Not a PKIPath.');
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, Math.min(lengthBytes, 4));
  if (start + length > der.length) throw new Error('Not a PKIPath.');
  return { start, end: start + length };
}
