/** Names of the register's codes, as its public lists give them. */

export const activityNames: Readonly<Record<string, string>> = {
  BIAG: 'Burgerinitiatief & Actiegroep',
  BWWC: 'Buurtwerking & Wijkcomité',
  DINT: 'Diversiteit & Integratie',
  GEWE: 'Gezondheid & Welzijn',
  HOSP: 'Hobby & Spel',
  INOS: 'Internationaal & Ontwikkelingssamenwerking',
  JGDW: 'Jeugdwerk',
  KLDU: 'Klimaat & Duurzaamheid',
  KECU: 'Kunsten, Erfgoed & Cultuur',
  LAVI: 'Landbouw & Visserij',
  LEBE: 'Levensbeschouwelijk',
  MADP: 'Maatschappelijke dienstverlening & Politiek',
  MEDG: 'Mediawijsheid & Digitale geletterdheid',
  MROW: 'Mobiliteit, Ruimtelijke ordening & Wonen',
  NMDW: 'Natuur, Milieu & Dierenwelzijn',
  VORM: 'Onderwijs & Vorming',
  SOVO: 'Sociaal-cultureel volwassenenwerk',
  SPRT: 'Sport',
  ONWE: 'Technologie & Wetenschap',
  TOER: 'Toerisme',
  WESE: 'Werk & Sociale economie',
};

export const typeNames: Readonly<Record<string, string>> = {
  FV: 'Feitelijke vereniging',
  VZER: 'Vereniging zonder eigen rechtspersoonlijkheid',
  VZW: 'Vereniging zonder winstoogmerk',
  IVZW: 'Internationale vereniging zonder winstoogmerk',
  PS: 'Private stichting',
  SVON: 'Stichting van openbaar nut',
};

export const subtypeNames: Readonly<Record<string, string>> = {
  FV: 'Feitelijke vereniging',
  SUB: 'Subvereniging',
  NB: 'Niet bepaald',
};
