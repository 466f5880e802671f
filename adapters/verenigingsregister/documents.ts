/** The register's own words for what it sends. Everything may be absent or null: the mapping decides what that means. */

export interface CodedDocument {
  readonly code?: string | null;
  readonly naam?: string | null;
}

export interface AddressDocument {
  readonly straatnaam?: string | null;
  readonly huisnummer?: string | null;
  readonly busnummer?: string | null;
  readonly postcode?: string | null;
  readonly gemeente?: string | null;
  readonly land?: string | null;
}

/** In a search result `postcode` and `gemeente` stand beside the location; in the detail they are within `adres`. */
export interface LocationDocument {
  readonly locatietype?: string | null;
  readonly isPrimair?: boolean | null;
  readonly adresvoorstelling?: string | null;
  readonly naam?: string | null;
  readonly postcode?: string | null;
  readonly gemeente?: string | null;
  readonly adres?: AddressDocument | null;
  readonly adresId?: { readonly broncode?: string | null; readonly bronwaarde?: string | null } | null;
}

export interface ContactDocument {
  readonly contactgegeventype?: string | null;
  readonly waarde?: string | null;
  readonly beschrijving?: string | null;
  readonly isPrimair?: boolean | null;
}

export interface KeyDocument {
  readonly bron?: string | null;
  readonly waarde?: string | null;
  readonly codeerSysteem?: string | null;
  readonly gestructureerdeIdentificator?: { readonly nummer?: string | null } | null;
}

/** `van`/`tot` in the detail, `datumVan`/`datumTot` in a search result. */
export interface MembershipDocument {
  readonly andereVereniging?: string | null;
  readonly naam?: string | null;
  readonly van?: string | null;
  readonly tot?: string | null;
  readonly datumVan?: string | null;
  readonly datumTot?: string | null;
  readonly identificatie?: string | null;
  readonly beschrijving?: string | null;
}

export interface ParentDocument {
  readonly andereVereniging?: string | null;
  readonly naam?: string | null;
  readonly identificatie?: string | null;
  readonly beschrijving?: string | null;
}

export interface RelationDocument {
  readonly relatietype?: string | null;
  readonly andereVereniging?: {
    readonly kboNummer?: string | null;
    readonly vCode?: string | null;
    readonly naam?: string | null;
  } | null;
}

export interface RecognitionDocument {
  readonly erkenningId?: number | string | null;
  readonly geregistreerdDoor?: { readonly ovoCode?: string | null; readonly naam?: string | null } | null;
  readonly ipdcProduct?: { readonly nummer?: string | null; readonly naam?: string | null } | null;
  readonly startdatum?: string | null;
  readonly einddatum?: string | null;
  readonly hernieuwingsdatum?: string | null;
  readonly hernieuwingsUrl?: string | null;
  readonly redenSchorsing?: string | null;
  readonly status?: string | null;
}

export interface AssociationDocument {
  readonly vCode: string;
  readonly verenigingstype?: CodedDocument | null;
  readonly verenigingssubtype?: CodedDocument | null;
  readonly subverenigingVan?: ParentDocument | null;
  readonly naam?: string | null;
  readonly korteNaam?: string | null;
  readonly roepnaam?: string | null;
  readonly korteBeschrijving?: string | null;
  readonly startdatum?: string | null;
  readonly status?: string | null;
  readonly doelgroep?: {
    readonly minimumleeftijd?: number | null;
    readonly maximumleeftijd?: number | null;
  } | null;
  readonly hoofdactiviteitenVerenigingsloket?: readonly CodedDocument[] | null;
  readonly werkingsgebieden?: readonly CodedDocument[] | null;
  readonly contactgegevens?: readonly ContactDocument[] | null;
  readonly locaties?: readonly LocationDocument[] | null;
  readonly sleutels?: readonly KeyDocument[] | null;
  readonly relaties?: readonly RelationDocument[] | null;
  readonly lidmaatschappen?: readonly MembershipDocument[] | null;
  readonly erkenningen?: readonly RecognitionDocument[] | null;
  readonly isErkend?: boolean | null;
  readonly inStopzetting?: boolean | null;
  /** Only in the bulk file: stopped, removed or opted out since. */
  readonly teVerwijderen?: boolean | null;
}

export interface DetailDocument {
  readonly vereniging: AssociationDocument;
  readonly metadata?: { readonly datumLaatsteAanpassing?: string | null } | null;
}

export interface SearchDocument {
  readonly verenigingen: readonly AssociationDocument[];
  readonly facets?: {
    readonly hoofdactiviteitenVerenigingsloket?:
      readonly { readonly code?: string | null; readonly aantal?: number | null }[] | null;
  } | null;
  readonly metadata: { readonly pagination: { readonly totalCount: number } };
}

export interface RepresentedDocument {
  readonly vCode: string;
  readonly corresponderendeVCodes?: readonly string[] | null;
  readonly naam?: string | null;
  readonly status?: string | null;
  readonly kboNummer?: string | null;
  readonly verenigingstype?: CodedDocument | null;
  readonly verenigingssubtype?: CodedDocument | null;
  readonly isHoofdvertegenwoordigerVan?: boolean | null;
}

export interface ManagedContactDocument extends ContactDocument {
  readonly contactgegevenId?: number | null;
  readonly bron?: string | null;
}

export interface ManagedLocationDocument extends LocationDocument {
  readonly locatieId?: number | null;
  readonly bron?: string | null;
}

/** How somebody is reached stands twice in it: beside the person, and in `vertegenwoordigerContactgegevens`. */
export interface RepresentativeDocument extends ReachDocument {
  readonly vertegenwoordigerId?: number | null;
  readonly insz?: string | null;
  readonly voornaam?: string | null;
  readonly achternaam?: string | null;
  readonly rol?: string | null;
  readonly roepnaam?: string | null;
  readonly vertegenwoordigerContactgegevens?: ReachDocument | null;
  readonly bron?: string | null;
}

export interface ReachDocument {
  readonly isPrimair?: boolean | null;
  readonly 'e-mail'?: string | null;
  readonly telefoon?: string | null;
  readonly mobiel?: string | null;
  readonly socialMedia?: string | null;
}

/** What the beheer API tells over the public API. */
export interface ManagedAssociationDocument extends AssociationDocument {
  readonly corresponderendeVCodes?: readonly string[] | null;
  readonly einddatum?: string | null;
  readonly isUitgeschrevenUitPubliekeDatastroom?: boolean | null;
  readonly contactgegevens?: readonly ManagedContactDocument[] | null;
  readonly locaties?: readonly ManagedLocationDocument[] | null;
  readonly vertegenwoordigers?: readonly RepresentativeDocument[] | null;
  readonly bron?: string | null;
}

export interface ManagedDetailDocument extends DetailDocument {
  readonly vereniging: ManagedAssociationDocument;
}

export interface ManagedSearchDocument extends SearchDocument {
  readonly verenigingen: readonly ManagedAssociationDocument[];
}

export interface EventDocument {
  readonly beschrijving?: string | null;
  readonly gebeurtenis?: string | null;
  readonly data?: unknown;
  readonly initiator?: string | null;
  readonly tijdstip?: string | null;
}

export interface HistoryDocument {
  readonly vCode: string;
  readonly gebeurtenissen: readonly EventDocument[];
}

export interface DuplicatesDocument {
  readonly bevestigingsToken: string;
  readonly mogelijkeDuplicateVerenigingen: readonly AssociationDocument[];
}

export interface ProblemDocument {
  readonly detail?: string | null;
  readonly validationErrors?: Readonly<
    Record<string, readonly { readonly code?: string | null; readonly reason?: string | null }[] | null>
  > | null;
}
