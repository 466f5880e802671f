import { attemptChange } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type {
  AssociationBasics,
  AssociationRegistration,
  ChangeOutcome,
  PartChange,
  RegistrationOutcome,
} from '../../src/capabilities/associations/association-management.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Clock } from '../../src/context/clock.js';
import type { Sourced } from '../../src/context/source-status.js';
import { parseVCode } from '../../src/identifiers/v-code.js';
import { json, malformed, platform, requireDetail, requireVCode } from './answers.js';
import type {
  DuplicatesDocument,
  HistoryDocument,
  ManagedDetailDocument,
  ManagedSearchDocument,
  ProblemDocument,
} from './documents.js';
import { toRefusal } from './management-mapping.js';
import { toBasics, toPartRequest, toRegistration } from './management-requests.js';
import { toQuery, toSummary } from './mapping.js';

export interface BeheerOptions {
  readonly wire: Wire;
  /** OVO code of the organisation in whose name is asked and changed. */
  readonly initiator: string;
  readonly apiVersion: string;
  readonly clock: Clock;
}

/** How long to wait before the register is asked again whether it shows a change. */
const firstWaitMs = 200;
const longestWaitMs = 2_000;

export interface ManagedDetail {
  readonly document: ManagedDetailDocument;
  readonly version: string | null;
}

export type Beheer = ReturnType<typeof createBeheer>;

/** The operations of the beheer API, typed, over the wire. All reject with PlatformError. */
export function createBeheer({ wire, initiator, apiVersion, clock }: BeheerOptions) {
  const headers = {
    accept: 'application/json, application/ld+json',
    'vr-api-version': apiVersion,
    'vr-initiator': initiator,
  };

  const get = (url: string): HttpRequest => ({ method: 'GET', url, headers, accept: [200, 404, 412] });

  const pathOf = (vCode: string) => `verenigingen/${encodeURIComponent(vCode)}`;

  function change<T>(
    operation: string,
    request: HttpRequest & { readonly accept: readonly number[] },
    read: (response: HttpResponse) => T,
    context: CallContext,
  ) {
    return attemptChange(
      wire,
      {
        operation,
        perform: async (send) => {
          const response = await send(request);
          return response.status === 400 ? toRefusal(problem(response)) : read(response);
        },
      },
      context,
    ).then((attempt) => (attempt.kind === 'ANSWERED' ? attempt.value : attempt));
  }

  function changeOf(
    operation: string,
    method: 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body: object | null,
    ifVersion: string | null,
    context: CallContext,
  ): Promise<ChangeOutcome> {
    return change(
      operation,
      {
        method,
        url,
        headers: {
          ...headers,
          ...(body && { 'content-type': 'application/json' }),
          ...(ifVersion !== null && { 'if-match': ifVersion }),
        },
        ...(body && { body: JSON.stringify(body) }),
        accept: [200, 202, 400, 412],
      },
      (response): ChangeOutcome => {
        if (response.status === 412) return { kind: 'CHANGED_MEANWHILE' };
        if (response.status === 202) return { kind: 'CHANGED', ...taken(response) };
        // A page of a proxy has status 200 too, and says nothing of the change.
        if (response.body.length > 0) json(response);
        return { kind: 'UNCHANGED' };
      },
      context,
    );
  }

  /** `expectedSequence` null: as the register shows it now. 'NOT_YET' while it does not show that change. */
  function detail(
    vCode: string,
    expectedSequence: number | null,
    context: CallContext,
  ): Promise<Sourced<ManagedDetail | 'NOT_YET' | null>> {
    const query = expectedSequence === null ? '' : `?expectedSequence=${expectedSequence}`;
    return wire.call(
      {
        operation: 'beheer-detail',
        effect: 'read',
        scope: 'NONE',
        request: get(`${pathOf(vCode)}${query}`),
        read(response) {
          if (response.status === 412) return 'NOT_YET';
          if (response.status === 404) return none(response);
          const document = requireDetail(json(response)) as ManagedDetailDocument;
          return { document, version: response.headers['etag'] || null };
        },
      },
      context,
    );
  }

  return {
    /** POST /verenigingen/vzer, with VR-BevestigingsToken when `confirmation` is given. */
    register(
      registration: AssociationRegistration,
      confirmation: string | null,
      context: CallContext,
    ): Promise<RegistrationOutcome> {
      return change(
        'registreer-vzer',
        {
          method: 'POST',
          url: 'verenigingen/vzer',
          headers: {
            ...headers,
            'content-type': 'application/json',
            ...(confirmation !== null && { 'vr-bevestigingstoken': confirmation }),
          },
          body: JSON.stringify(toRegistration(registration)),
          accept: [200, 202, 400, 409],
        },
        (response): RegistrationOutcome =>
          response.status === 409
            ? duplicates(response)
            : { kind: 'REGISTERED', vCode: vCodeIn(response.headers['location']), ...taken(response) },
        context,
      );
    },

    /** PATCH /verenigingen/{vCode}. */
    changeBasics: (
      vCode: string,
      basics: AssociationBasics,
      ifVersion: string | null,
      context: CallContext,
    ): Promise<ChangeOutcome> =>
      changeOf('wijzig-basisgegevens', 'PATCH', pathOf(vCode), toBasics(basics), ifVersion, context),

    /** POST, PATCH or DELETE of /verenigingen/{vCode}/{contactgegevens|locaties|vertegenwoordigers}. */
    changePart(
      vCode: string,
      part: PartChange,
      ifVersion: string | null,
      context: CallContext,
    ): Promise<ChangeOutcome> {
      const { operation, method, path, body } = toPartRequest(part);
      return changeOf(operation, method, `${pathOf(vCode)}/${path}`, body, ifVersion, context);
    },

    /** GET /verenigingen/{vCode}. Null when there is none (404). */
    async detail(vCode: string, context: CallContext): Promise<Sourced<ManagedDetail | null>> {
      const { value, source } = await detail(vCode, null, context);
      if (value === 'NOT_YET') throw malformed();
      return { value, source };
    },

    /** GET /verenigingen/{vCode}?expectedSequence=, asked again until it is not 412 or the deadline has come (DEADLINE). */
    async detailSince(
      vCode: string,
      sequence: number,
      context: CallContext,
    ): Promise<Sourced<ManagedDetail | null>> {
      for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
        const { value, source } = await detail(vCode, sequence, context);
        if (value !== 'NOT_YET') return { value, source };
        if (clock.now() + waitMs >= context.deadline) throw new PlatformError(platform, 'DEADLINE');
        await clock.sleep(waitMs, context.signal).catch((cause: unknown) => {
          throw new PlatformError(platform, 'DEADLINE', { cause });
        });
      }
    },

    /** GET /verenigingen/{vCode}/historiek. Null when there is none (404). */
    history(vCode: string, context: CallContext): Promise<Sourced<HistoryDocument | null>> {
      return wire.call(
        {
          operation: 'historiek',
          effect: 'read',
          scope: 'NONE',
          request: { ...get(`${pathOf(vCode)}/historiek`), accept: [200, 404] },
          read(response) {
            if (response.status === 404) return none(response);
            const document = json(response) as HistoryDocument;
            requireVCode(document);
            if (!Array.isArray(document.gebeurtenissen)) throw malformed();
            return document;
          },
        },
        context,
      );
    },

    /** GET /verenigingen/zoeken. */
    search(
      { text, offset, limit }: { readonly text: string; readonly offset: number; readonly limit: number },
      context: CallContext,
    ): Promise<Sourced<ManagedSearchDocument>> {
      const query = new URLSearchParams({
        q: toQuery({ text, postalCodes: [] }),
        offset: `${offset}`,
        limit: `${limit}`,
      });
      return wire.call(
        {
          operation: 'beheer-zoeken',
          effect: 'read',
          scope: 'NONE',
          request: { ...get(`verenigingen/zoeken?${query}`), accept: [200, 400] },
          read(response) {
            if (response.status === 400) throw new PlatformError(platform, 'REFUSED', { status: 400 });
            const document = json(response) as ManagedSearchDocument;
            if (
              !Array.isArray(document?.verenigingen) ||
              typeof document.metadata?.pagination?.totalCount !== 'number'
            )
              throw malformed();
            document.verenigingen.forEach((association) => requireVCode(association));
            return document;
          },
        },
        context,
      );
    },
  };
}

/** What a 202 says of the change. The wire counts what is thrown here as an answer that was not understood. */
function taken({ headers }: HttpResponse): { sequence: number; version: string | null } {
  const sequence = Number(headers['vr-sequence'] || Number.NaN);
  if (!Number.isSafeInteger(sequence)) throw malformed();
  return { sequence, version: headers['etag'] || null };
}

function vCodeIn(location: string | undefined): string {
  const last = /\/([^/?#]+)\/?$/.exec(location ?? '')?.[1];
  if (!last) throw malformed();
  return parseVCode(decodeURIComponent(last));
}

function duplicates(response: HttpResponse): RegistrationOutcome {
  const document = json(response) as DuplicatesDocument;
  const { bevestigingsToken: token, mogelijkeDuplicateVerenigingen: found } = document ?? {};
  if (typeof token !== 'string' || token === '' || !Array.isArray(found)) throw malformed();
  found.forEach((association) => requireVCode(association));
  return { kind: 'DUPLICATES', candidates: found.map(toSummary), token };
}

/** That there is none is told by a problem document; another page with status 404 tells nothing. */
function none(response: HttpResponse): null {
  json(response);
  return null;
}

/** A refusal without a problem document is still a refusal. */
function problem(response: HttpResponse): ProblemDocument {
  try {
    const document = json(response);
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}
