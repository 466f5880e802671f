/** Short JSON-LD contexts of the sandbox's own: enough to resolve the terms that the simulator sends. */
const terms = {
  '@base': 'https://data.vlaanderen.be/id/verenigingen/',
  '@vocab': '/ns/',
  vCode: '@id',
  fei: 'https://data.vlaanderen.be/ns/FeitelijkeVerenigingen#',
  regorg: 'http://www.w3.org/ns/regorg#',
  org: 'http://www.w3.org/ns/org#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  locn: 'http://www.w3.org/ns/locn#',
  adms: 'http://www.w3.org/ns/adms#',
  schema: 'http://schema.org/',
  naam: 'skos:prefLabel',
  code: 'skos:notation',
};

export const contexts: Readonly<Record<string, unknown>> = {
  'zoek-verenigingen-context': { '@context': terms },
  'detail-vereniging-context': { '@context': terms },
  'detail-all-vereniging-context': { '@context': terms },
};
