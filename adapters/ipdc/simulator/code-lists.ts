type Labels = Readonly<Record<string, readonly [nl: string, en: string]>>;

const levels: Labels = {
  Europees: ['Europese overheid', 'European government'],
  Federaal: ['Federale overheid', 'Federal government'],
  Vlaams: ['Vlaamse overheid', 'Flemish government'],
  Provinciaal: ['Provinciale overheid', 'Provincial government'],
  Lokaal: ['Lokale overheid', 'Local government'],
};

/** The lists that the sandbox's products use; IPDC's own lists of areas and of Your Europe are longer. */
export const codeLists: Readonly<Record<string, Labels>> = {
  type: {
    AdviesBegeleiding: ['Advies en begeleiding', 'Advice and guidance'],
    Bewijs: ['Bewijs', 'Proof'],
    FinancieleVerplichting: ['Financiële verplichting', 'Financial obligation'],
    FinancieelVoordeel: ['Financieel voordeel', 'Financial benefit'],
    InfrastructuurMateriaal: ['Infrastructuur en materiaal', 'Infrastructure and material'],
    Toelating: ['Toelating', 'Permission'],
    Voorwerp: ['Voorwerp', 'Object'],
  },
  thema: {
    BouwenWonen: ['Bouwen en Wonen', 'Building and Living'],
    BurgerOverheid: ['Burger en Overheid', 'Citizen and Government'],
    CultuurSportVrijeTijd: ['Cultuur, Sport en Vrije Tijd', 'Culture, Sport and Leisure'],
    EconomieWerk: ['Economie en Werk', 'Economy and Work'],
    MilieuEnergie: ['Milieu en Energie', 'Environment and Energy'],
    MobiliteitOpenbareWerken: ['Mobiliteit en Openbare Werken', 'Mobility and Public Works'],
    OnderwijsWetenschap: ['Onderwijs en Wetenschap', 'Education and Science'],
    WelzijnGezondheid: ['Welzijn en Gezondheid', 'Welfare and Health'],
  },
  doelgroep: {
    Burger: ['Burger', 'Citizen'],
    LokaalBestuur: ['Lokaal bestuur', 'Local authority'],
    Onderneming: ['Onderneming', 'Company'],
    Organisatie: ['Organisatie', 'Organisation'],
    Vereniging: ['Vereniging', 'Association'],
    VlaamseOverheid: ['Vlaamse overheid', 'Flemish government'],
  },
  'bevoegd-bestuursniveau': levels,
  'uitvoerend-bestuursniveau': { ...levels, Derden: ['Derden', 'Third parties'] },
  'geografisch-toepassingsgebied': {
    BE: ['België', 'Belgium'],
    BE2: ['Vlaams Gewest', 'Flemish Region'],
    BE21: ['Provincie Antwerpen', 'Province of Antwerp'],
    BE211: ['Arrondissement Antwerpen', 'District of Antwerp'],
    BE21111039: ['Schilde', 'Schilde'],
    BE21111040: ['Schoten', 'Schoten'],
    BE21111055: ['Zoersel', 'Zoersel'],
  },
  'publicatie-kanaal': { YourEurope: ['Your Europe', 'Your Europe'] },
  'your-europe-categorie': {
    ReizenDocumenten: ['Documenten voor reizen', 'Travel documents'],
    ProcedureGeboorteBewijs: ['Bewijs van geboorte', 'Proof of birth'],
    ProcedureVerhuizingAdreswijziging: ['Adreswijziging', 'Change of address'],
  },
  'instantie-tag': {},
  'concept-tag': { YourEuropeVerplicht: ['Your Europe verplicht', 'Your Europe mandatory'] },
  'taal-dienstverlening': {
    NLD: ['Nederlands', 'Dutch'],
    FRA: ['Frans', 'French'],
    DEU: ['Duits', 'German'],
    ENG: ['Engels', 'English'],
  },
};

/** As `/api/codelijsten/{id}` gives a list; null when there is none of that id. */
export function codeListJson(id: string): object | null {
  const labels = codeLists[id];
  if (!labels) return null;
  return {
    id,
    waardes: Object.entries(labels).map(([code, [nl, en]]) => ({ id: code, code, labels: { nl, en } })),
  };
}
