import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';

/** The namespace under which this stand-in knows the operations; the real one is not public. */
export const exchangeNamespace = 'urn:schakel:sandbox:uitwisselingsplatform';

/**
 * The exchange platform as far as it is known: two addresses that speak SOAP. What it answers is not public, so this
 * one has no dossiers: it tells a wrong message from a right one, and gives a fault to both.
 */
export function answerExchange({ method, path, body, headers }: SimulatorRequest): SimulatorReply | null {
  const service = /\/(GeefDossier|GeefProject)Dienst\/v1$/.exec(path)?.[1];
  if (!service) return null;
  const xml = body.toString('utf8');
  if (method !== 'POST' || !headers['content-type']?.startsWith('text/xml'))
    return { operation: service, status: 405, body: '' };
  const message = /<(?:\w+:)?Body>\s*<(\w+):(\w+)>/.exec(xml);
  const namespace = message && new RegExp(`xmlns:${message[1]}="([^"]*)"`).exec(xml)?.[1];
  const known =
    service === 'GeefProject' || (message?.[2] === 'geefDossier' && /<dossierUuid>[^<]+</.test(xml));
  if (!message || namespace !== exchangeNamespace || !known)
    return fault(service, 'Client', 'Het bericht wordt niet herkend');
  return fault(service, 'Client', 'Niet gekend');
}

function fault(operation: string, code: string, text: string): SimulatorReply {
  return {
    operation,
    status: 500,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${text}</faultstring></soap:Fault></soap:Body></soap:Envelope>`,
  };
}
