import type { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import * as documents from './documents.js';

export const platform = 'digitaal-ondertekenen';

/** What the platform made of a change, or the status with which it refused; it has no codes, and its texts are not kept. */
export type Answered<T> =
  { readonly made: true; readonly value: T } | { readonly made: false; readonly status: number };

interface Change<T> {
  readonly operation: string;
  readonly request: HttpRequest;
  read(response: HttpResponse): T;
}

/** Statuses with which a change is refused for what it is: its shape, the state of the package, something that is missing. */
const refusals = [400, 403, 404];
const done = [200, 201, 202, 204];

export type Client = ReturnType<typeof createClient>;

/** The operations of SigningHub's API v4, typed, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire) {
  function change<T>(
    { operation, request, read }: Change<T>,
    context: CallContext,
  ): Promise<ChangeAttempt<Answered<T>>> {
    return attemptChange(
      wire,
      {
        operation,
        async perform(send) {
          const response = await send({ ...request, accept: [...done, ...refusals] });
          return refusals.includes(response.status)
            ? { made: false, status: refusal(response).status }
            : { made: true, value: read(response) };
        },
      },
      context,
    );
  }

  /** Null when the platform does not have it. */
  function question<T>(
    operation: string,
    request: HttpRequest,
    read: (response: HttpResponse) => T,
    context: CallContext,
  ): Promise<Sourced<T | null>> {
    return wire.call<T | null>(
      {
        operation,
        effect: 'read',
        scope: 'NONE',
        request: { ...request, accept: [200, 403, 404] },
        read(response) {
          if (response.status === 200) return read(response);
          const { status } = refusal(response);
          if (status === 404) return null;
          throw new PlatformError(platform, 'REFUSED', { status, platformCode: `HTTP_${status}` });
        },
      },
      context,
    );
  }

  const post = (url: string, body: object): HttpRequest => json('POST', url, body);

  return {
    /** GET /v4/about: whether the platform answers. */
    async about(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'about',
          effect: 'read',
          scope: 'NONE',
          request: get('/v4/about'),
          read: shaped(documents.about),
        },
        context,
      );
    },

    /** GET /v4/settings/profile: whether it knows us. */
    async profile(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'profile',
          effect: 'read',
          scope: 'NONE',
          request: get('/v4/settings/profile'),
          read: shaped(documents.profile),
        },
        context,
      );
    },

    /** POST /v4/packages. */
    createPackage: (name: string, context: CallContext) =>
      change(
        {
          operation: 'package-create',
          request: post('/v4/packages', { workflow_mode: 'ONLY_OTHERS', package_name: name }),
          read: shaped(documents.createdPackage),
        },
        context,
      ),

    /** POST /v4/packages/{id}/documents: the bytes themselves. */
    addDocument: (
      packageId: string,
      { fileName, content, convert }: { fileName: string; content: Buffer; convert: boolean },
      context: CallContext,
    ) =>
      change(
        {
          operation: 'document-add',
          request: {
            method: 'POST',
            url: `${of(packageId)}/documents`,
            headers: {
              accept: 'application/json',
              'content-type': 'application/octet-stream',
              'x-file-name': fileName,
              'x-source': 'Schakel',
              'x-convert-document': String(convert),
            },
            body: content,
          },
          read: shaped(documents.addedDocument),
        },
        context,
      ),

    /** PUT /v4/packages/{id}/workflow; answers nothing. */
    setWorkflow: (packageId: string, body: object, context: CallContext) =>
      change(
        { operation: 'workflow-set', request: json('PUT', `${of(packageId)}/workflow`, body), read: nothing },
        context,
      ),

    /** POST /v4/packages/{id}/workflow/users: a list, answered by a list. */
    addUsers: (packageId: string, users: readonly documents.UserRequest[], context: CallContext) =>
      change(
        {
          operation: 'users-add',
          request: post(`${of(packageId)}/workflow/users`, users),
          read: shaped(documents.addedUsers),
        },
        context,
      ),

    /** POST /v4/packages/{id}/documents/{document}/fields/signature. */
    addField: (packageId: string, document: string, body: object, context: CallContext) =>
      change(
        {
          operation: 'field-add',
          request: post(`${of(packageId, document)}/fields/signature`, body),
          read: shaped(documents.addedField),
        },
        context,
      ),

    /** POST /v4/packages/{id}/documents/{document}/fields/autoplace; nobody tells what it answers. */
    autoplace: (packageId: string, document: string, body: object, context: CallContext) =>
      change(
        {
          operation: 'field-autoplace',
          request: post(`${of(packageId, document)}/fields/autoplace`, body),
          read: nothing,
        },
        context,
      ),

    /** POST /v4/packages/{id}/workflow, without a body; answers a list. */
    share: (packageId: string, context: CallContext) =>
      change(
        {
          operation: 'workflow-share',
          request: { method: 'POST', url: `${of(packageId)}/workflow`, headers: accepts },
          read: shaped(documents.sharedPackages),
        },
        context,
      ),

    /** DELETE /v4/packages/{id}/workflow. */
    recall: (packageId: string, context: CallContext) =>
      change(
        {
          operation: 'workflow-recall',
          request: { method: 'DELETE', url: `${of(packageId)}/workflow`, headers: accepts },
          read: nothing,
        },
        context,
      ),

    /** DELETE /v4/packages/{id}. */
    remove: (packageId: string, context: CallContext) =>
      change(
        {
          operation: 'package-delete',
          request: { method: 'DELETE', url: of(packageId), headers: accepts },
          read: nothing,
        },
        context,
      ),

    /** GET /v4/packages/{id}/workflow. */
    workflow: (packageId: string, context: CallContext) =>
      question(
        'workflow',
        get(`${of(packageId)}/workflow`),
        (response) => {
          const document = shaped(documents.workflowStatus)(response);
          // Another package's status would be told to the wrong people.
          if (document.package_id !== packageId) throw new PlatformError(platform, 'MALFORMED');
          return document;
        },
        context,
      ),

    /** GET /v4/packages/{status}/{page}/{recordsPerPage}. */
    packages: async (
      status: string,
      page: number,
      size: number,
      context: CallContext,
    ): Promise<Sourced<documents.PackageListDocument>> => {
      const { value, source } = await question(
        'package-list',
        get(`/v4/packages/${status}/${page}/${size}`),
        shaped(documents.packageList),
        context,
      );
      return { value: value ?? [], source };
    },

    /** POST /v4/links/integration: makes an address, and changes nothing. Answers a text in JSON. */
    link: (body: documents.LinkRequest, context: CallContext) =>
      question('link', post('/v4/links/integration', body), shaped(documents.link), context),

    /** GET /v4/packages/{id}/documents/{document}: the bytes. */
    download: (packageId: string, document: string, context: CallContext) =>
      question('document', get(of(packageId, document), 'application/octet-stream'), pdf, context),

    /** GET /v4/packages/{id}/report: the evidence, a PDF. */
    report: (packageId: string, context: CallContext) =>
      question('report', get(`${of(packageId)}/report`, 'application/octet-stream'), pdf, context),
  };
}

const accepts = { accept: 'application/json' };
const of = (packageId: string, document?: string) =>
  `/v4/packages/${encodeURIComponent(packageId)}${document === undefined ? '' : `/documents/${encodeURIComponent(document)}`}`;
const get = (url: string, accept = 'application/json'): HttpRequest => ({
  method: 'GET',
  url,
  headers: { accept },
});
const json = (method: 'POST' | 'PUT', url: string, body: object): HttpRequest => ({
  method,
  url,
  headers: { ...accepts, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const nothing = () => ({});

function shaped<T>(schema: z.ZodType<T>): (response: HttpResponse) => T {
  return (response) => schema.parse(parsed(response));
}

function parsed({ headers, body, status }: HttpResponse): unknown {
  if (!/\bjson\b/.test(headers['content-type'] ?? ''))
    throw new PlatformError(platform, 'MALFORMED', { status });
  return JSON.parse(body.toString('utf8'));
}

/** A document is taken for one when it begins as a PDF does: a login page is none. */
function pdf({ body, status }: HttpResponse): Buffer {
  if (!body.subarray(0, 1024).includes('%PDF-')) throw new PlatformError(platform, 'MALFORMED', { status });
  return body;
}

/** The platform's own refusal has a Message; whatever else comes with such a status is not its answer. */
function refusal(response: HttpResponse): HttpResponse {
  const body = parsed(response);
  if (typeof body !== 'object' || body === null || !('Message' in body))
    throw new PlatformError(platform, 'MALFORMED', { status: response.status });
  return response;
}
