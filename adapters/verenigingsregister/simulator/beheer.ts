import { createHash } from 'node:crypto';
import { type Answer, jsonAnswer, problem, type Question } from './answers.js';
import { beheerDetail, beheerSearchItem, type ApiVersion } from './documents.js';
import { fold, BrokenQuery } from './query.js';
import type { AssociationRecord, EventRecord, RegisterState } from './records.js';
import { search, UnknownSortField } from './search.js';
import type { Tokens } from './tokens.js';
import { applyBasics, applyPart, type Effect, newRecord } from './writes.js';

export interface BeheerOptions {
  readonly state: RegisterState;
  readonly baseUrl: string;
  readonly tokens: Tokens;
  readonly scope: string;
  now(): number;
}

type Json = Record<string, unknown>;

const salt = 'zandbak';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const root = '/beheer/v1/verenigingen';
const unexpectedVersion = 'De gevraagde vereniging heeft niet de verwachte sequentiewaarde.';

/** The register's beheer API. Null when the path is none of its own. */
export function createBeheer(options: BeheerOptions): (question: Question) => Answer | null {
  const { state, baseUrl, tokens } = options;

  function refuse(operation: string, status: number, detail: string, validationErrors?: unknown): Answer {
    const type = validationErrors ? 'validation' : 'domain';
    return problem(operation, { status, type, detail, surface: 'admin', baseUrl, validationErrors });
  }

  /** What is refused before the register looks at the question itself. */
  function refusedHeaders(operation: string, question: Question): Answer | null {
    const scope = tokens.scopeOf(question);
    if (scope === null)
      return { operation, status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' };
    if (scope !== options.scope) return { operation, status: 403, headers: {}, body: '' };
    const initiator = question.headers['vr-initiator'];
    if (initiator === undefined) return refuse(operation, 400, 'VR-Initiator is verplicht.');
    if (initiator.trim() === '') return refuse(operation, 400, 'VR-Initiator mag niet leeg zijn.');
    const correlation = question.headers['x-correlation-id'];
    if (correlation === undefined) return refuse(operation, 400, 'X-Correlation-Id is verplicht.');
    if (!guid.test(correlation))
      return refuse(operation, 400, 'X-Correlation-Id moet een geldige GUID zijn.');
    return null;
  }

  function notReached(operation: string, question: Question): Answer | null {
    const expected = question.query.get('expectedSequence');
    return expected !== null && Number(expected) > state.sequence
      ? refuse(operation, 412, unexpectedVersion)
      : null;
  }

  function detail(question: Question, vCode: string): Answer {
    const early = notReached('beheer-detail', question);
    if (early) return early;
    const record = state.find(vCode);
    if (!record || record.removed)
      return refuse('beheer-detail', 404, 'De gevraagde vereniging werd niet gevonden.');
    const answer = jsonAnswer('beheer-detail', beheerDetail(record, versionOf(question), baseUrl, state));
    return { ...answer, headers: { ...answer.headers, etag: `W/"${state.shownVersion(vCode)}"` } };
  }

  function history(question: Question, vCode: string): Answer {
    const early = notReached('historiek', question);
    if (early) return early;
    const record = state.find(vCode);
    if (!record)
      return refuse('historiek', 404, 'De historiek van de gevraagde vereniging is niet gevonden.');
    return jsonAnswer('historiek', {
      '@context': `${baseUrl}/v1/contexten/beheer/historiek-vereniging-context.json`,
      vCode: record.vCode,
      gebeurtenissen: state.history(vCode).map((event) => ({
        beschrijving: event.description,
        gebeurtenis: event.kind,
        data: event.data,
        initiator: event.initiator,
        tijdstip: event.at,
      })),
    });
  }

  function zoeken({ query, ...question }: Question): Answer {
    const offset = Number(query.get('offset') || 0);
    const limit = Number(query.get('limit') || 50);
    if (!(offset >= 0 && limit >= 0 && offset + limit <= 1000))
      return refuse('beheer-zoeken', 400, "'Limit' en 'Offset' mogen samen niet groter dan 1000 zijn.");
    try {
      const { found } = search(
        state.all().filter(({ removed }) => !removed),
        { query: query.get('q') || '*', activities: [], sort: [] },
      );
      return jsonAnswer('beheer-zoeken', {
        '@context': `${baseUrl}/v1/contexten/beheer/zoek-verenigingen-context.json`,
        verenigingen: found
          .slice(offset, offset + limit)
          .map((record) => beheerSearchItem(record, versionOf(question), baseUrl)),
        metadata: { pagination: { totalCount: found.length, offset, limit } },
      });
    } catch (error) {
      if (error instanceof BrokenQuery || error instanceof UnknownSortField)
        return refuse('beheer-zoeken', 400, 'De zoekopdracht was incorrect.');
      throw error;
    }
  }

  function register(question: Question): Answer {
    const operation = 'registreer-vzer';
    const body = bodyOf(question);
    if (!body) return unreadable(operation);
    const effect = newRecord(body, state.nextVCode(), today());
    if ('errors' in effect) return invalid(operation, effect.errors);
    const token = createHash('md5').update(`${salt}${question.body}`).digest('hex');
    const given = question.headers['vr-bevestigingstoken'];
    if (given !== undefined && given !== token)
      return refuse(operation, 400, 'De opgegeven bevestigingstoken is niet geldig voor deze request.');
    const alike = given === undefined ? duplicatesOf(effect.record) : [];
    if (alike.length > 0)
      return {
        ...jsonAnswer(operation, {
          bevestigingsToken: token,
          mogelijkeDuplicateVerenigingen: alike.map((record) =>
            beheerSearchItem(record, versionOf(question), baseUrl),
          ),
        }),
        status: 409,
      };
    return accepted(operation, question, effect, true);
  }

  /** The same name, but for case and signs, in the same place, among what the register shows. */
  function duplicatesOf(record: AssociationRecord): AssociationRecord[] {
    const nameOf = ({ name }: AssociationRecord) => fold(name).replace(/[^a-z0-9]+/g, '');
    const places = new Set(record.locations.map(({ postalCode }) => postalCode));
    return state
      .visible()
      .filter(
        (other) =>
          nameOf(other) === nameOf(record) &&
          other.locations.some(({ postalCode }) => places.has(postalCode)),
      );
  }

  function change(
    operation: string,
    question: Question,
    vCode: string,
    effectOn: (record: AssociationRecord) => Effect,
  ): Answer {
    const written = state.written(vCode);
    if (!written || written.record.removed)
      return refuse(operation, 404, 'De gevraagde vereniging werd niet gevonden.');
    const expected = question.headers['if-match'];
    if (expected !== undefined) {
      const version = /^W\/"(\d+)"$/.exec(expected)?.[1];
      if (version === undefined)
        return refuse(
          operation,
          412,
          'Etag header bevat een ongeldige waarde, gelieve formaat \'W/"[0-9]*"\' te gebruiken',
        );
      if (Number(version) !== written.version) return refuse(operation, 412, unexpectedVersion);
    }
    const effect = effectOn(written.record);
    if ('errors' in effect) return invalid(operation, effect.errors);
    if (effect.events.length === 0) return { operation, status: 200, headers: {}, body: '' };
    return accepted(operation, question, effect, false);
  }

  function accepted(
    operation: string,
    question: Question,
    { record, events }: Extract<Effect, { record: AssociationRecord }>,
    isNew: boolean,
  ): Answer {
    const told: EventRecord[] = events.map((event) => ({
      ...event,
      initiator: question.headers['vr-initiator'] ?? '',
      at: new Date(options.now()).toISOString(),
    }));
    const written = state.write(record, told);
    return {
      operation,
      status: 202,
      headers: {
        'vr-sequence': String(written.record.sequence),
        etag: `W/"${written.version}"`,
        ...(isNew && { location: `${baseUrl}/v1/verenigingen/${record.vCode}` }),
      },
      body: '',
    };
  }

  function invalid(operation: string, errors: Readonly<Record<string, string>>): Answer {
    const validationErrors = Object.fromEntries(
      Object.entries(errors).map(([field, reason]) => [
        field,
        [{ code: reason.endsWith('verplicht.') ? 'NotNullValidator' : 'PredicateValidator', reason }],
      ]),
    );
    return refuse(operation, 400, 'Validatie mislukt!', validationErrors);
  }

  function unreadable(operation: string): Answer {
    return problem(operation, {
      status: 400,
      type: 'validation',
      detail: 'Request kon niet correct behandeld worden. Controleer het formaat en probeer het opnieuw.',
      surface: 'admin',
      baseUrl,
    });
  }

  const today = () => new Date(options.now()).toISOString().slice(0, 10);

  function answerTo(question: Question): Answer | null {
    const { method } = question;
    const below = question.path.slice(root.length + 1);
    const operation = beheerOperation(method, question.path);
    if (operation === null) return null;
    const refused = refusedHeaders(operation, question);
    if (refused) return refused;
    if (operation === 'registreer-vzer') return register(question);
    if (operation === 'beheer-zoeken') return zoeken(question);
    const [vCode = '', part, id] = below.split('/').map(decodeURIComponent);
    if (operation === 'beheer-detail') return detail(question, vCode);
    if (operation === 'historiek') return history(question, vCode);
    const body = method === 'DELETE' ? {} : bodyOf(question);
    if (!body) return unreadable(operation);
    return change(operation, question, vCode, (record) =>
      part === undefined
        ? applyBasics(record, body, today())
        : applyPart(record, part, method, id === undefined ? null : Number(id), body),
    );
  }

  return (question) => (question.path.startsWith(`${root}/`) ? answerTo(question) : null);
}

/** The simulator's name for what is asked of the beheer API; null when it has no such path. */
export function beheerOperation(method: string, path: string): string | null {
  const below = path.startsWith(`${root}/`) ? path.slice(root.length + 1).split('/') : [];
  const [first, part, id] = below;
  if (first === undefined) return null;
  if (below.length === 1) {
    if (method === 'POST') return first === 'vzer' ? 'registreer-vzer' : null;
    if (method === 'PATCH') return 'wijzig-basisgegevens';
    if (method !== 'GET') return null;
    return first === 'zoeken' ? 'beheer-zoeken' : 'beheer-detail';
  }
  if (part === 'historiek') return method === 'GET' ? 'historiek' : null;
  if (!['contactgegevens', 'locaties', 'vertegenwoordigers'].includes(part ?? '')) return null;
  const withId = method === 'PATCH' || method === 'DELETE';
  return withId === (id !== undefined) && (withId || method === 'POST')
    ? `${part}-${method.toLowerCase()}`
    : null;
}

function bodyOf({ body }: Question): Json | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function versionOf({ headers }: Pick<Question, 'headers'>): ApiVersion {
  return headers['vr-api-version'] === 'v2' ? 'v2' : 'v1';
}
