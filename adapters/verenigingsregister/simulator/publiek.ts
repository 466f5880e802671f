import { createHash } from 'node:crypto';
import { type Answer, emptyAnswer, jsonAnswer, problem, type Question } from './answers.js';
import { activityNames } from './code-lists.js';
import { contexts } from './contexts.js';
import { type ApiVersion, detailDocument, removedDocument, searchItem } from './documents.js';
import { isVisible, type RegisterState } from './records.js';
import { BrokenQuery, search, UnknownSortField } from './search.js';
import { places } from './words.js';

export interface PubliekOptions {
  readonly state: RegisterState;
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The register's documents disagree on whether the mutations need a key. */
  mutationsNeedKey: boolean;
}

const window = 1000;

/** The public API. Null when the path is none of its own. */
export function createPubliek(options: PubliekOptions): (question: Question) => Answer | null {
  const { state, baseUrl } = options;
  let bulkFile: { readonly body: Buffer; readonly etag: string } | null = null;

  function refuse(operation: string, type: string, detail: string, validationErrors?: unknown): Answer {
    const status = type === 'forbidden' ? 403 : 400;
    return problem(operation, { status, type, detail, surface: 'public', baseUrl, validationErrors });
  }

  function withKey(operation: string, question: Question, answer: () => Answer): Answer {
    const key = question.headers['vr-api-key'] ?? question.query.get('vr-api-key');
    return key === options.apiKey
      ? answer()
      : refuse(operation, 'forbidden', 'Ontbrekende of ongeldige API key.');
  }

  function zoeken(question: Question): Answer {
    const { query } = question;
    const offset = Number(query.get('offset') || 0);
    const limit = Number(query.get('limit') || 50);
    if (!Number.isInteger(offset) || !Number.isInteger(limit) || offset < 0 || limit < 0)
      return refuse('zoeken', 'validation', 'Offset en limit moeten gehele getallen zijn.');
    if (offset + limit > window) {
      const reason = `'Limit' en 'Offset' mogen samen niet groter dan ${window} zijn.`;
      return refuse('zoeken', 'validation', reason, { '': [{ code: 'PredicateValidator', reason }] });
    }
    const q = query.get('q') || '*';
    const activities = listOf(query.get('facets.hoofdactiviteitenVerenigingsloket'));
    try {
      const { found, facets } = search(state.visible(), {
        query: q,
        activities,
        sort: listOf(query.get('sort')),
      });
      return jsonAnswer('zoeken', {
        '@context': `${baseUrl}/v1/contexten/publiek/zoek-verenigingen-context.json`,
        verenigingen: found
          .slice(offset, offset + limit)
          .map((record) => searchItem(record, versionOf(question), baseUrl)),
        facets: {
          hoofdactiviteitenVerenigingsloket: facets.map(({ code, count }) => ({
            code,
            aantal: count,
            query: `${baseUrl}/v1/verenigingen/zoeken?q=${q}&facets.hoofdactiviteitenVerenigingsloket=${[...new Set([...activities, code])].join(',')}`,
          })),
        },
        metadata: { pagination: { totalCount: found.length, offset, limit } },
      });
    } catch (error) {
      if (error instanceof BrokenQuery) return refuse('zoeken', 'domain', 'De zoekopdracht was incorrect.');
      if (error instanceof UnknownSortField)
        return refuse('zoeken', 'domain', `De zoekopdracht bevat een onbekend sorteerveld: ${error.field}.`);
      throw error;
    }
  }

  function detail(question: Question, vCode: string): Answer {
    const record = state.find(vCode);
    if (!record || !isVisible(record)) return emptyAnswer('detail', 404);
    return jsonAnswer(
      'detail',
      detailDocument(record, versionOf(question), baseUrl, state),
      'application/ld+json; charset=utf-8',
    );
  }

  /** Writes the file anew at every request, as the register does, and points to it. */
  function redirectToBulk(): Answer {
    const lines = state
      .all()
      .map((record) =>
        JSON.stringify(
          isVisible(record) ? detailDocument(record, 'v2', baseUrl, null) : removedDocument(record),
        ),
      );
    const body = Buffer.from(`\uFEFF${lines.join('\n')}\n`);
    bulkFile = { body, etag: `"${createHash('md5').update(body).digest('hex')}"` };
    return emptyAnswer('detail-all', 302, {
      location: `${baseUrl}/bulk/verenigingen?X-Amz-Expires=300&X-Amz-Signature=simulated`,
    });
  }

  function bulk(question: Question): Answer {
    if (!bulkFile) return emptyAnswer('bulk-file', 404);
    const { body, etag } = bulkFile;
    if (question.headers['if-match'] && question.headers['if-match'] !== etag)
      return emptyAnswer('bulk-file', 412);
    const headers = { 'content-type': 'application/octet-stream', etag, 'accept-ranges': 'bytes' };
    const range = /^bytes=(\d+)-(\d+)$/.exec(question.headers['range'] ?? '');
    if (!range) return { operation: 'bulk-file', status: 200, headers, body };
    const from = Number(range[1]);
    const to = Math.min(Number(range[2]), body.length - 1);
    if (from >= body.length) return emptyAnswer('bulk-file', 416);
    return {
      operation: 'bulk-file',
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${from}-${to}/${body.length}` },
      body: body.subarray(from, to + 1),
    };
  }

  return (question) => {
    const { path } = question;
    if (question.method !== 'GET') return null;
    if (path === '/v1/verenigingen/zoeken') return withKey('zoeken', question, () => zoeken(question));
    if (path === '/v1/verenigingen/mutaties') {
      const answer = () =>
        jsonAnswer('mutaties', state.changesSince(Number(question.query.get('sinds') ?? 0)));
      return options.mutationsNeedKey ? withKey('mutaties', question, answer) : answer();
    }
    if (path === '/v1/verenigingen/detail/all') return withKey('detail-all', question, redirectToBulk);
    if (path === '/bulk/verenigingen') return bulk(question);
    const vCode = /^\/v1\/verenigingen\/([^/]+)$/.exec(path)?.[1];
    if (vCode) return withKey('detail', question, () => detail(question, decodeURIComponent(vCode)));
    if (path === '/v1/hoofdactiviteitenVerenigingsloket')
      return jsonAnswer('hoofdactiviteitenVerenigingsloket', {
        hoofdactiviteitenVerenigingsloket: Object.entries(activityNames).map(([code, naam]) => ({
          code,
          naam,
        })),
      });
    if (path === '/v1/werkingsgebieden') return jsonAnswer('werkingsgebieden', { werkingsgebieden: areas() });
    const context = /^\/v1\/contexten\/(publiek|beheer)\/([a-z-]+)(\.json)?$/.exec(path)?.[2];
    if (context)
      return contexts[context]
        ? jsonAnswer('contexten', contexts[context], 'application/ld+json')
        : emptyAnswer('contexten', 404);
    return null;
  };
}

function versionOf(question: Question): ApiVersion {
  return question.headers['vr-api-version'] === 'v2' ? 'v2' : 'v1';
}

function listOf(value: string | null): string[] {
  return (value ?? '').split(',').filter((entry) => entry !== '');
}

function areas(): { code: string; naam: string }[] {
  return [...new Map(places.map(({ area }) => [area.code, { code: area.code, naam: area.name }])).values()];
}
