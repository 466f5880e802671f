// The association register as a baseline reads it: which addresses to ask and how to map an answer, by hand and no more
// than the measured queries show.

const textOrNull = (value) => value || null;
const coded = (document) => ({ code: document.code ?? '', name: document.naam ?? '' });
const fresh = { platform: 'verenigingsregister', state: 'FRESH' };

export const headers = (apiKey) => ({
  'vr-api-key': apiKey,
  'vr-api-version': 'v2',
  accept: 'application/json',
});

export const detailPath = (vCode) => `/v1/verenigingen/${vCode}`;

export const searchPath = (activity, first) =>
  `/v1/verenigingen/zoeken?q=*&offset=0&limit=${first}&facets.hoofdactiviteitenVerenigingsloket=${activity.join(',')}&sort=naam`;

export function toAssociation({ vereniging: one, metadata }) {
  return {
    vCode: one.vCode,
    name: one.naam,
    shortName: textOrNull(one.korteNaam),
    description: textOrNull(one.korteBeschrijving),
    type: coded(one.verenigingstype),
    subtype: one.verenigingssubtype ? coded(one.verenigingssubtype) : null,
    status: one.status,
    startDate: textOrNull(one.startdatum),
    minimumAge: one.doelgroep?.minimumleeftijd ?? null,
    maximumAge: one.doelgroep?.maximumleeftijd ?? null,
    activities: one.hoofdactiviteitenVerenigingsloket.map(coded),
    workingAreas: one.werkingsgebieden.map(coded),
    locations: one.locaties.map((place) => ({
      type: place.locatietype,
      primary: place.isPrimair,
      name: textOrNull(place.naam),
      display: place.adresvoorstelling,
      street: textOrNull(place.adres?.straatnaam),
      houseNumber: textOrNull(place.adres?.huisnummer),
      boxNumber: textOrNull(place.adres?.busnummer),
      postalCode: textOrNull(place.adres?.postcode),
      municipality: textOrNull(place.adres?.gemeente),
    })),
    contacts: one.contactgegevens.map((contact) => ({
      type: contact.contactgegeventype,
      value: contact.waarde,
      description: textOrNull(contact.beschrijving),
      primary: contact.isPrimair,
    })),
    identifiers: one.sleutels.map((key) => ({ source: key.bron, value: key.waarde })),
    lastChangedOn: textOrNull(metadata?.datumLaatsteAanpassing),
    source: fresh,
  };
}

export function toPage({ verenigingen, metadata }, first) {
  const nodes = verenigingen.map((one) => ({
    vCode: one.vCode,
    name: one.naam,
    shortName: textOrNull(one.korteNaam),
    description: textOrNull(one.korteBeschrijving),
    type: coded(one.verenigingstype),
    activities: one.hoofdactiviteitenVerenigingsloket.map(coded),
    locations: one.locaties.map((place) => ({
      type: place.locatietype,
      primary: place.isPrimair,
      display: place.adresvoorstelling,
      postalCode: textOrNull(place.postcode),
      municipality: textOrNull(place.gemeente),
    })),
    recognised: one.isErkend,
  }));
  const end = nodes.length;
  return {
    nodes,
    pageInfo: {
      hasNextPage: end < Math.min(metadata.pagination.totalCount, 1000) && end === first,
      endCursor: end ? Buffer.from(JSON.stringify([1, 'register', end, ''])).toString('base64url') : null,
    },
    source: fresh,
  };
}

/** The hub's own question for a page of the mirror; one more than the page tells whether there is a next one. */
export const listSql = `SELECT v_code, sort_name, detail FROM association_copy WHERE TRUE ORDER BY sort_name, v_code LIMIT $1`;

export function toListPage(rows, first) {
  const nodes = rows.slice(0, first).map(({ detail: one }) => ({
    vCode: one.vCode,
    name: one.name,
    description: one.description,
    type: { code: one.type.code, name: one.type.name },
    activities: one.activities.map(({ code, name }) => ({ code, name })),
    locations: one.locations.map(({ display, postalCode, municipality }) => ({
      display,
      postalCode,
      municipality,
    })),
    contacts: one.contacts.map(({ type, value }) => ({ type, value })),
  }));
  return { nodes, pageInfo: { hasNextPage: rows.length > first }, source: fresh };
}

/** The database a baseline asks: the server, or in this process a copy of what the hub has in its own. Null without either. */
export async function openList({ databaseUrl, dump }) {
  if (databaseUrl) {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
    return async (first) => (await pool.query(listSql, [first + 1])).rows;
  }
  if (!dump) return null;
  const { readFile } = await import('node:fs/promises');
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create({ loadDataDir: new Blob([await readFile(dump)]) });
  return async (first) => (await database.query(listSql, [first + 1])).rows;
}

/** Answers in memory by address, as anybody would write it; with `keep` false each question goes out. */
export function remembering(keep) {
  const kept = new Map();
  return (key, ask) => {
    if (!keep) return ask();
    let answer = kept.get(key);
    if (!answer) kept.set(key, (answer = ask()));
    return answer;
  };
}
