/** Names of the standards that signed SOAP messages are made of. */
export const soapEnvelope = 'http://schemas.xmlsoap.org/soap/envelope/';
export const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const exclusiveC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';

const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
export const wsse = `${wss}-wssecurity-secext-1.0.xsd`;
export const wsu = `${wss}-wssecurity-utility-1.0.xsd`;
export const base64Binary = `${wss}-soap-message-security-1.0#Base64Binary`;
export const pkiPath = `${wss}-x509-token-profile-1.0#X509PKIPathv1`;

export type Digest = 'sha1' | 'sha256';

export const digestAlgorithms: Readonly<Record<Digest, string>> = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
};

export const signatureAlgorithms: Readonly<Record<Digest, string>> = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  sha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
};
