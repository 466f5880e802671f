import { PlatformError } from '../../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Sourced, SourceStatus } from '../../context/source-status.js';
import type { MirrorStatus } from '../../jobs/mirror-state.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { Database } from '../../storage/database.js';
import {
  type Copy,
  type CopySearch,
  countCopies,
  createCopyReader,
  findCopy,
  findNames,
} from './association.copy.js';
import { type AssociationCursor, readCursor, writeCursor } from './association.cursor.js';
import type { AssociationEvent } from './association-management.port.js';
import type { AssociationMirror } from './association.mirror.js';
import type {
  Association,
  AssociationsPort,
  AssociationSummary,
  CodedName,
  RepresentedAssociation,
} from './associations.port.js';

/** As a list shows it: whole from the mirror, a summary when it came live from the register's search. */
export type ListedAssociation = Association | AssociationSummary;

export interface AssociationListSearch extends CopySearch {
  /** 1 to `mostPerPage`. */
  readonly first: number;
  /** A cursor of an earlier page; null: from the beginning. */
  readonly after: string | null;
}

export interface AssociationPage {
  readonly edges: readonly { readonly cursor: string; readonly node: ListedAssociation }[];
  readonly hasNextPage: boolean;
  readonly source: SourceStatus;
  /** How many match in all; null when the register could not be asked. */
  totalCount(): Promise<number | null>;
}

export interface AssociationServiceOptions {
  readonly database: Database;
  /** Null when no association register is configured. */
  readonly port: AssociationsPort | null;
  /** Null: every question goes to the register itself. */
  readonly mirror: AssociationMirror | null;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  /** Longest page of a list; 100 when left out. */
  readonly mostPerPage?: number;
}

/** What of an association will be looked at, so that nothing is looked up for nobody. */
export interface Wanted {
  /** Names of the associations that it is a member or a part of. */
  readonly otherNames: boolean;
}

/** The register could not be asked. */
interface Failure {
  readonly error: PlatformError;
  readonly source: SourceStatus;
}

/** The register shows no more of one search. */
const searchWindow = 1000;

export type AssociationService = ReturnType<typeof createAssociationService>;

/**
 * Questions about associations. The mirror answers once it is filled: fast, complete beyond the register's 1000, and
 * also while the register is down. Until then the register itself does.
 */
export function createAssociationService({
  database,
  port,
  mirror,
  platform,
  mostPerPage = 100,
}: AssociationServiceOptions) {
  const store = database.client;
  const copies = createCopyReader(store);

  /**
   * Asks the register aside: what the asker is told about the source is decided when it is known what the answer
   * will be, since the mirror may stand in for a register that does not answer.
   */
  async function ask<T>(
    context: CallContext,
    question: (port: AssociationsPort, aside: CallContext) => Promise<Sourced<T>>,
  ): Promise<Sourced<T> | Failure> {
    const sources = new SourceLog();
    try {
      if (!port) throw new PlatformError(platform, 'NOT_CONFIGURED');
      return await question(port, { ...context, sources });
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const [known] = sources.summary();
      const unknown = {
        platform,
        state: 'UNAVAILABLE',
        fetchedAt: null,
        since: null,
        reason: error.code,
      } as const;
      return { error, source: known ?? unknown };
    }
  }

  async function filledMirror(): Promise<MirrorStatus | null> {
    const status = mirror ? await mirror.status() : null;
    return status?.filled ? status : null;
  }

  /** Members of an association are named by vCode in the bulk file; the mirror knows their names. */
  async function named<A extends ListedAssociation>(
    associations: readonly A[],
    { otherNames }: Wanted,
  ): Promise<readonly A[]> {
    if (!otherNames || !(await filledMirror())) return associations;
    const unnamed = associations.flatMap(({ memberships, partOf }) =>
      [...memberships, ...(partOf ? [partOf] : [])]
        .filter((other) => other.name === null)
        .map((other) => other.vCode),
    );
    if (unnamed.length === 0) return associations;
    const names = await findNames(store, [...new Set(unnamed)]);
    const withName = <T extends { readonly vCode: string; readonly name: string | null }>(other: T): T =>
      other.name === null ? { ...other, name: names.get(other.vCode) ?? null } : other;
    return associations.map((association) => ({
      ...association,
      memberships: association.memberships.map(withName),
      partOf: association.partOf && withName(association.partOf),
    }));
  }

  async function searchMirror(
    search: AssociationListSearch,
    after: Extract<AssociationCursor, { kind: 'mirror' }> | null,
    source: SourceStatus,
    wanted: Wanted,
  ): Promise<AssociationPage> {
    const found = await copies.find(search, after, search.first + 1);
    const page = found.slice(0, search.first);
    const associations = await named(
      page.map((copy) => copy.association),
      wanted,
    );
    return {
      edges: associations.map((node, at) => edge(node, () => cursorOf(page[at] as Copy))),
      hasNextPage: found.length > search.first,
      source,
      totalCount: () => countCopies(store, search),
    };
  }

  async function searchRegister(
    search: AssociationListSearch,
    offset: number,
    context: CallContext,
    wanted: Wanted,
  ): Promise<AssociationPage> {
    const limit = Math.min(search.first, searchWindow - offset);
    const answer = await ask(context, (register, aside) =>
      register.search({ ...search, sort: ['naam'], offset, limit }, aside),
    );
    if ('error' in answer)
      return {
        edges: [],
        hasNextPage: false,
        source: answer.source,
        totalCount: () => Promise.resolve(null),
      };
    const { value, source } = answer;
    const end = offset + value.associations.length;
    return {
      edges: (await named(value.associations, wanted)).map((node, at) =>
        edge(node, () => writeCursor({ kind: 'register', offset: offset + at + 1 })),
      ),
      hasNextPage: value.associations.length > 0 && end < Math.min(value.total, searchWindow),
      // The register shows no further: said, so that the end of the list is not taken for the end of the register.
      source:
        end >= searchWindow && value.total > searchWindow ? { ...source, reason: 'FIRST_1000_ONLY' } : source,
      totalCount: () => Promise.resolve(value.total),
    };
  }

  /** Reports where an answer came from, once. */
  function reported<A extends { readonly source: SourceStatus }>(answer: A, context: CallContext): A {
    context.sources.add(answer.source);
    return answer;
  }

  async function detailOf(
    vCode: string,
    context: CallContext,
  ): Promise<Sourced<Association | null> | Failure> {
    const status = await filledMirror();
    const copy = status ? await findCopy(store, vCode) : null;
    if (status?.source.state === 'FRESH' && copy) return { value: copy, source: status.source };
    const answer = await ask(context, (register, aside) => register.detail(vCode, aside));
    return 'error' in answer && status ? { value: copy, source: status.source } : answer;
  }

  return {
    mostPerPage,

    /**
     * Associations in the order of their names. A register that cannot be asked while the mirror is empty gives an
     * empty page that says UNAVAILABLE. Throws BAD_USER_INPUT for a foreign cursor.
     */
    async search(
      search: AssociationListSearch,
      context: CallContext,
      wanted: Wanted = everything,
    ): Promise<AssociationPage> {
      const cursor = search.after === null ? null : readCursor(search.after);
      // A list that began at the register ends there, or its pages would not fit together.
      const status = cursor?.kind === 'register' ? null : await filledMirror();
      const page = status
        ? await searchMirror(search, cursor?.kind === 'mirror' ? cursor : null, status.source, wanted)
        : await searchRegister(search, cursor?.kind === 'register' ? cursor.offset : 0, context, wanted);
      return reported(page, context);
    },

    /**
     * One association, null when the register does not show it. From the mirror while it is fresh; what it does not
     * have may be new, so the register is asked. Rejects with PlatformError when neither can answer.
     */
    async detail(
      vCode: string,
      context: CallContext,
      wanted: Wanted = everything,
    ): Promise<Sourced<Association | null>> {
      const answer = reported(await detailOf(vCode, context), context);
      if ('error' in answer) throw answer.error;
      const [value] = answer.value ? await named([answer.value], wanted) : [];
      return { value: value ?? null, source: answer.source };
    },

    /** The register's list of main activities. Rejects with PlatformError. */
    async activities(context: CallContext): Promise<Sourced<readonly CodedName[]>> {
      const answer = reported(await ask(context, (register, aside) => register.activities(aside)), context);
      if ('error' in answer) throw answer.error;
      return answer;
    },

    /** The associations a person represents; the value is null when the register cannot tell now, or is not set up for it. */
    async ofRepresentative(
      nationalNumber: NationalNumber,
      context: CallContext,
    ): Promise<Sourced<readonly RepresentedAssociation[] | null>> {
      const answer = reported(
        await ask(context, (register, aside) => register.ofRepresentative(nationalNumber, aside)),
        context,
      );
      return 'error' in answer ? { value: null, source: answer.source } : answer;
    },

    /** What happened to an association; the value is null when the register knows none, or cannot tell now. */
    async history(vCode: string, context: CallContext): Promise<Sourced<readonly AssociationEvent[] | null>> {
      const answer = reported(
        await ask(context, (register, aside) => register.history(vCode, aside)),
        context,
      );
      return 'error' in answer ? { value: null, source: answer.source } : answer;
    },
  };
}

const everything: Wanted = { otherNames: true };

/** Most who ask a list look at no cursor but the last, so one is written when it is read. */
function edge(node: ListedAssociation, cursor: () => string): AssociationPage['edges'][number] {
  return {
    node,
    get cursor() {
      return cursor();
    },
  };
}

function cursorOf({ sortName, vCode }: Copy): string {
  return writeCursor({ kind: 'mirror', sortName, vCode });
}
