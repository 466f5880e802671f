import type { Clock } from '../../context/clock.js';
import type { Transaction } from '../../jobs/command.js';
import type { Database } from '../../storage/database.js';

/** What a reference names on the other platform. */
export const productLinkKinds = ['APPOINTMENT_SERVICE', 'DOSSIER_TYPE'] as const;
export type ProductLinkKind = (typeof productLinkKinds)[number];

/** What a product is called on another platform. */
export interface ProductLink {
  /** The product number. */
  readonly number: string;
  readonly kind: ProductLinkKind;
  /** The other platform's own key. */
  readonly reference: string;
  /** KBO number of the organisation for which it holds; null when it holds for all of them. */
  readonly organisation: string | null;
}

export interface StoredProductLink extends ProductLink {
  /** Whether the settings say it: then nobody can remove it. */
  readonly fromSettings: boolean;
}

interface Kept {
  readonly links: Promise<readonly ProductLink[]>;
  readonly until: number;
}

/** A list of products asks for the links of each, so they are read once for all. */
const keptMs = 10_000;

/** The joins between products and other platforms: data, so that a new one needs no code. */
export class ProductLinkService {
  readonly #kept = new Map<ProductLinkKind, Kept>();
  /** A row that somebody added before the settings said the same is not marked as theirs. */
  #settings: ReadonlySet<string> = new Set();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What the product is called there; empty when it is not linked. */
  async linksOf(number: string, kind: ProductLinkKind): Promise<readonly ProductLink[]> {
    return (await this.all(kind)).filter((link) => link.number === number);
  }

  /** The products that another platform's key stands for. */
  async linksTo(reference: string, kind: ProductLinkKind): Promise<readonly ProductLink[]> {
    return (await this.all(kind)).filter((link) => link.reference === reference);
  }

  /** Makes the links of the settings exactly these; those that were added to the table by hand stay. */
  async replaceSettings(links: readonly ProductLink[]): Promise<void> {
    const data = links.map(({ organisation, ...link }) => ({
      ...link,
      organisation: organisation ?? '',
      fromSettings: true,
    }));
    await this.database.client.$transaction(async (tx) => {
      await tx.productLink.deleteMany({ where: { fromSettings: true } });
      if (data.length > 0) await tx.productLink.createMany({ data, skipDuplicates: true });
    });
    this.#settings = new Set(data.map(nameOf));
    this.#kept.clear();
  }

  /** All links of a product that hold for an organisation, its own and those of everybody; not from what is kept. */
  async linksFor(number: string, organisation: string): Promise<readonly StoredProductLink[]> {
    const rows = await this.database.client.productLink.findMany({
      where: { number, organisation: { in: ['', organisation] } },
      orderBy: [{ kind: 'asc' }, { reference: 'asc' }, { organisation: 'asc' }],
    });
    return rows.map((row) => ({
      ...linkOf(row),
      fromSettings: row.fromSettings || this.#settings.has(nameOf(row)),
    }));
  }

  /** Adds a link of one organisation; one that is there stays as it is. */
  async add(tx: Transaction, link: ProductLink & { readonly organisation: string }): Promise<void> {
    await tx.productLink.createMany({ data: [{ ...link, fromSettings: false }], skipDuplicates: true });
  }

  /** Removes a link of one organisation, unless the settings say it. */
  async remove(tx: Transaction, link: ProductLink & { readonly organisation: string }): Promise<void> {
    if (this.#settings.has(nameOf(link))) return;
    await tx.productLink.deleteMany({ where: { ...link, fromSettings: false } });
  }

  /** The next question reads the table: for after a change. */
  forget(): void {
    this.#kept.clear();
  }

  private all(kind: ProductLinkKind): Promise<readonly ProductLink[]> {
    const kept = this.#kept.get(kind);
    if (kept && kept.until > this.clock.now()) return kept.links;
    const links = this.read(kind);
    this.#kept.set(kind, { links, until: this.clock.now() + keptMs });
    // A failure is not kept.
    links.catch(() => this.#kept.delete(kind));
    return links;
  }

  private async read(kind: ProductLinkKind): Promise<readonly ProductLink[]> {
    const rows = await this.database.client.productLink.findMany({
      where: { kind },
      orderBy: [{ number: 'asc' }, { organisation: 'asc' }, { reference: 'asc' }],
    });
    return rows.map(linkOf);
  }
}

type Row = Record<'number' | 'kind' | 'reference' | 'organisation', string>;

function linkOf({ number, kind, reference, organisation }: Row): ProductLink {
  return {
    number,
    kind: kind as ProductLinkKind,
    reference,
    organisation: organisation === '' ? null : organisation,
  };
}

function nameOf({ number, kind, organisation, reference }: Row): string {
  return JSON.stringify([number, kind, organisation, reference]);
}
