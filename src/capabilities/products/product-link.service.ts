import type { Clock } from '../../context/clock.js';
import type { Database } from '../../storage/database.js';

/** What a reference names on the other platform. */
export type ProductLinkKind = 'APPOINTMENT_SERVICE' | 'DOSSIER_TYPE';

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

interface Kept {
  readonly links: Promise<readonly ProductLink[]>;
  readonly until: number;
}

/** A list of products asks for the links of each, so they are read once for all. */
const keptMs = 10_000;

/** The joins between products and other platforms: data, so that a new one needs no code. */
export class ProductLinkService {
  readonly #kept = new Map<ProductLinkKind, Kept>();

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
    return rows.map(({ number, reference, organisation }) => ({
      number,
      kind,
      reference,
      organisation: organisation === '' ? null : organisation,
    }));
  }
}
