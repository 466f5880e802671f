import { GraphQLError } from 'graphql';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import { parseOmvNumber } from '../../identifiers/omv-number.js';
import type { LegalTerms } from '../../settings/permit-settings.js';
import type { Database } from '../../storage/database.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
import { inBrussels } from '../../vocabulary/scalars.js';
import { type Deadline, deadlinesOf, nextDeadline } from './permit.deadlines.js';
import {
  countProjects,
  findObjects,
  findProject,
  findProjects,
  type ObjectCopy,
  type ProjectCopy,
  type ProjectSearch,
} from './permit.copy.js';
import type { PermitMirror } from './permit.mirror.js';
import type {
  PermitCode,
  PermitCodeListName,
  PermitPhase,
  PermitProcedure,
  PermitsPort,
} from './permits.port.js';

/** A project as it is shown: the copy, and what follows from it today. */
export interface ShownProject extends ProjectCopy {
  readonly objects: readonly ObjectCopy[];
  readonly typeLabel: string | null;
  readonly phase: PermitPhase;
  readonly procedure: PermitProcedure;
  readonly publicPage: string | null;
  readonly deadlines: readonly Deadline[];
  readonly nextDeadline: Deadline | null;
}

export interface ProjectPage {
  readonly edges: readonly { readonly cursor: string; readonly node: ShownProject }[];
  readonly hasNextPage: boolean;
  /** Null while the copy is not filled. */
  readonly totalCount: number | null;
  readonly source: SourceStatus;
}

export interface PermitsServiceOptions {
  readonly database: Database;
  /** Null when Omgevingsloket is not configured; then so is the mirror. */
  readonly port: PermitsPort | null;
  readonly mirror: PermitMirror | null;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly terms: LegalTerms;
  readonly mostPerPage: number;
}

/** Questions about permit projects. Our copy answers all of them: no question reaches the platform. */
export class PermitsService {
  constructor(private readonly options: PermitsServiceOptions) {}

  get mostPerPage(): number {
    return this.options.mostPerPage;
  }

  /** Projects, the highest number first: an order that no change disturbs. Throws BAD_USER_INPUT for a foreign cursor. */
  async search(
    search: ProjectSearch,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<ProjectPage> {
    const place = after === null ? null : readCursor(after);
    const { source, filled } = await this.#status(context);
    if (!filled) return { edges: [], hasNextPage: false, totalCount: null, source };
    const store = this.options.database.client;
    const [found, totalCount] = await Promise.all([
      findProjects(store, search, place, first + 1),
      countProjects(store, search),
    ]);
    const shown = await this.#shown(found.slice(0, first));
    return {
      edges: shown.map((node) => ({ cursor: encodeCursor('permit', node.number), node })),
      hasNextPage: found.length > first,
      totalCount,
      source,
    };
  }

  /** One project; null when our copy does not have it. */
  async project(
    number: string,
    context: CallContext,
  ): Promise<{ readonly value: ShownProject | null; readonly source: SourceStatus }> {
    const { source, filled } = await this.#status(context);
    const copy = filled ? await findProject(this.options.database.client, number) : null;
    const [value = null] = copy ? await this.#shown([copy]) : [];
    return { value, source };
  }

  /** Empty when Omgevingsloket is not configured. */
  codes(list: PermitCodeListName): readonly PermitCode[] {
    return this.options.port?.codes(list) ?? [];
  }

  async #status(context: CallContext): Promise<{ readonly filled: boolean; readonly source: SourceStatus }> {
    const { mirror, platform } = this.options;
    const status = mirror
      ? await mirror.status()
      : {
          filled: false,
          source: {
            platform,
            state: 'UNAVAILABLE' as const,
            fetchedAt: null,
            since: null,
            reason: 'NOT_CONFIGURED',
          },
        };
    context.sources.add(status.source);
    return status;
  }

  async #shown(projects: readonly ProjectCopy[]): Promise<ShownProject[]> {
    if (projects.length === 0) return [];
    const { database, port, clock, terms } = this.options;
    const objects = await findObjects(
      database.client,
      projects.map(({ number }) => number),
    );
    const labels = new Map(this.codes('PROJECT_TYPE').map(({ code, label }) => [code, label]));
    const today = dayOf(new Date(clock.now()));
    return projects.map((project) => {
      const { number, typeCode, state, submittedAt, stateSince } = project;
      const phase = port?.phaseOf(state) ?? 'UNKNOWN';
      const procedure = port?.procedureOf(typeCode) ?? 'UNKNOWN';
      const deadlines = deadlinesOf(
        {
          procedure,
          phase,
          application: typeCode !== null && (port?.isApplication(typeCode) ?? false),
          state,
          submittedOn: submittedAt && dayOf(submittedAt),
          stateSince: stateSince && dayOf(stateSince),
        },
        terms,
      );
      return {
        ...project,
        objects: objects.get(number) ?? [],
        typeLabel: typeCode === null ? null : (labels.get(typeCode) ?? null),
        phase,
        procedure,
        publicPage: port?.publicPage(number) ?? null,
        deadlines,
        nextDeadline: nextDeadline(deadlines, today),
      };
    });
  }
}

/** The day on which a clock in Brussels shows the moment. */
export function dayOf(moment: Date): string {
  return inBrussels(moment).slice(0, 10);
}

function readCursor(text: string): string {
  const [kind, number] = decodeCursor(text, 2);
  try {
    if (kind === 'permit' && typeof number === 'string') return parseOmvNumber(number);
  } catch {
    // Falls through: whole, but not of this list.
  }
  throw new GraphQLError('This is no cursor of this list: give the endCursor of the page before.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
