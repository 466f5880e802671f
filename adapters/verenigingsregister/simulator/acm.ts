import { type Answer, emptyAnswer, jsonAnswer, problem, type Question } from './answers.js';
import { subtypeNames, typeNames } from './code-lists.js';
import type { RegisterState } from './records.js';
import type { Tokens } from './tokens.js';

export interface AcmOptions {
  readonly state: RegisterState;
  readonly baseUrl: string;
  readonly tokens: Tokens;
  readonly scope: string;
}

/** The register's ACM API. Null when the path is none of its own. */
export function createAcm(options: AcmOptions): (question: Question) => Answer | null {
  function associationsOf(question: Question): Answer {
    if (options.tokens.scopeOf(question) !== options.scope)
      return emptyAnswer('verenigingen-per-insz', 401, { 'www-authenticate': 'Bearer' });
    const insz = inszOf(question.body);
    if (insz === null)
      return problem('verenigingen-per-insz', {
        status: 400,
        type: 'validation',
        detail: "'Insz' mag niet leeg zijn.",
        surface: 'acm',
        baseUrl: options.baseUrl,
        validationErrors: { insz: [{ code: 'NotEmptyValidator', reason: "'Insz' mag niet leeg zijn." }] },
      });
    const verenigingen = options.state
      .all()
      .filter((record) => !record.removed)
      .flatMap((record) =>
        record.representatives
          .filter((representative) => representative.insz === insz)
          .map((representative) => ({
            vCode: record.vCode,
            corresponderendeVCodes: [],
            vertegenwoordigerId: representative.id,
            naam: record.name,
            status: record.status,
            kboNummer: record.kboNumber ?? '',
            verenigingstype: { code: record.type, naam: typeNames[record.type] ?? record.type },
            ...(record.subtype
              ? {
                  verenigingssubtype: {
                    code: record.subtype,
                    naam: subtypeNames[record.subtype] ?? record.subtype,
                  },
                }
              : {}),
            isHoofdvertegenwoordigerVan: representative.main,
          })),
      );
    return jsonAnswer('verenigingen-per-insz', { insz, verenigingen, kboNummers: [] });
  }

  return (question) => {
    if (question.method !== 'POST') return null;
    if (question.path === '/acm/op/v1/token') return options.tokens.issue(question);
    if (question.path === '/acm/v1/verenigingen') return associationsOf(question);
    return null;
  };
}

function inszOf(body: string): string | null {
  try {
    const { insz } = JSON.parse(body) as { insz?: unknown };
    return typeof insz === 'string' && insz !== '' ? insz : null;
  } catch {
    return null;
  }
}
