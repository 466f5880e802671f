import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import { parseXml, type XmlElement } from '../../src/adapter/xml/xml-element.js';
import type { ExchangeAnswer } from '../../src/capabilities/permits/permits.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './exception-report.js';
import type { Settings } from './settings.js';

/*
 * Everything that is uncertain about the exchange platform is in this file. Known are two addresses of its practice
 * environment and one operation, geefDossier(dossierUuid, context). Namespace, the content of context, the whole of
 * GeefProject and every answer are not public: the first are settings, and of an answer only its own words are handed on.
 */

const soapEnvelope = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface ExchangeClient {
  dossier(dossierUuid: string, context: CallContext): Promise<Sourced<ExchangeAnswer>>;
  /** Rejects with NOT_CONFIGURED when the settings do not say how GeefProject is asked. */
  project(projectId: string, context: CallContext): Promise<Sourced<ExchangeAnswer>>;
}

export function createExchangeClient(
  wire: Wire,
  settings: NonNullable<Settings['exchange']>,
): ExchangeClient {
  const base = settings.url.replace(/\/$/, '');

  function ask(
    service: 'GeefDossier' | 'GeefProject',
    element: string,
    parameter: string,
    value: string,
    context: CallContext,
  ): Promise<Sourced<ExchangeAnswer>> {
    const fields = [
      `<${parameter}>${escape(value)}</${parameter}>`,
      settings.context === undefined ? '' : `<context>${escape(settings.context)}</context>`,
    ];
    return wire.call(
      {
        operation: service,
        effect: 'read',
        scope: 'NONE',
        request: {
          method: 'POST',
          url: `${base}/${service}Dienst/v1`,
          headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
          body: `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${soapEnvelope}" xmlns:op="${escape(settings.namespace)}"><soap:Body><op:${element}>${fields.join('')}</op:${element}></soap:Body></soap:Envelope>`,
          accept: [200, 500],
        },
        read: readAnswer,
      },
      context,
    );
  }

  return {
    dossier: (dossierUuid, context) => ask('GeefDossier', 'geefDossier', 'dossierUuid', dossierUuid, context),
    project(projectId, context) {
      const { project } = settings;
      if (!project) return Promise.reject(new PlatformError(platform, 'NOT_CONFIGURED'));
      return ask('GeefProject', project.operation, project.parameter, projectId, context);
    },
  };
}

function readAnswer({ status, body }: HttpResponse): ExchangeAnswer {
  if (status >= 500 && !body.toString('utf8').trimStart().startsWith('<'))
    throw new PlatformError(platform, 'HTTP_5XX', { status });
  const envelope = parseXml(platform, body);
  const content = envelope.child('Body')?.children()[0];
  if (envelope.name !== 'Envelope' || !content)
    throw new PlatformError(platform, status >= 500 ? 'HTTP_5XX' : 'MALFORMED', { status });
  if (content.name === 'Fault') {
    const side = content.descendants('faultcode')[0]?.text.split(':').pop();
    throw new PlatformError(platform, side === 'Server' ? 'SERVER_FAULT' : 'CLIENT_FAULT', { status });
  }
  return { element: content.name, values: valuesOf(content, '') };
}

function valuesOf(element: XmlElement, path: string): { path: string; value: string }[] {
  return element.children().flatMap((child) => {
    const below = path === '' ? child.name : `${path}/${child.name}`;
    if (child.children().length > 0) return valuesOf(child, below);
    return child.text === '' ? [] : [{ path: below, value: child.text }];
  });
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] as string);
}
