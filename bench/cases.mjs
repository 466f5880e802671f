// What is asked. Every request of a case has the same text and other variables, as a real client's has; no two that are
// under way at the same time ask a platform the same thing, or the hub would share one call among them.

const association = `
    vCode name shortName description type { code name } subtype { code name } status startDate
    minimumAge maximumAge activities { code name } workingAreas { code name }
    locations { type primary name display street houseNumber boxNumber postalCode municipality }
    contacts { type value description primary } identifiers { source value } lastChangedOn
    source { platform state }`;

export const liveQuery = `query Live($a: VCode!, $b: VCode!, $c: VCode!, $d: VCode!, $e: VCode!, $activity: [ActivityCode!], $first: Int!) {
  a: association(vCode: $a) { ...Whole } b: association(vCode: $b) { ...Whole } c: association(vCode: $c) { ...Whole }
  d: association(vCode: $d) { ...Whole } e: association(vCode: $e) { ...Whole }
  associations(activity: $activity, first: $first) {
    nodes { vCode name shortName description type { code name } activities { code name }
      locations { type primary display postalCode municipality } recognised }
    pageInfo { hasNextPage endCursor }
    source { platform state }
  }
}
fragment Whole on Association {${association}
}`;

export const listQuery = `query List($first: Int!) {
  associations(first: $first) {
    nodes { vCode name description type { code name } activities { code name }
      locations { display postalCode municipality } contacts { type value } }
    pageInfo { hasNextPage }
    source { platform state }
  }
}`;

const activities =
  'BIAG BWWC DINT GEWE HOSP INOS JGDW KLDU KECU LAVI LEBE MADP MEDG MROW NMDW VORM SOVO SPRT ONWE TOER WESE'.split(
    ' ',
  );
const searchSize = 20;
const requests = 210;

/** Bodies of the case with six calls: five details that no other body asks, and one search of its own. */
function liveBodies() {
  const bodies = [];
  for (let one = 0; one < activities.length; one += 1)
    for (let other = 0; other < one; other += 1) {
      const at = bodies.length;
      if (at === requests) break;
      const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((n) => `V${String(1001 + 5 * at + n).padStart(7, '0')}`);
      const activity = [activities[one], activities[other]];
      bodies.push(
        JSON.stringify({ query: liveQuery, variables: { a, b, c, d, e, activity, first: searchSize } }),
      );
    }
  return bodies;
}

const listBodies = (first) => [JSON.stringify({ query: listQuery, variables: { first } })];

const asked = { bodies: liveBodies, source: 'register', connections: 16 };

/**
 * A case: its bodies, what the servers must keep in memory or in a database, and how many connections ask at the same
 * time. `callsPerRequest` tells a case that was not measured as meant.
 */
export const cases = [
  { name: 'live', ...asked, changing: true, cache: false, callsPerRequest: 6 },
  { name: 'unchanged', ...asked, changing: false, cache: false, callsPerRequest: 6 },
  { name: 'warm', ...asked, changing: false, cache: true, callsPerRequest: 0 },
  { name: 'list-100', bodies: () => listBodies(100), source: 'mirror', connections: 16, callsPerRequest: 0 },
  {
    name: 'list-1000',
    bodies: () => listBodies(1_000),
    source: 'mirror',
    connections: 4,
    callsPerRequest: 0,
  },
  {
    name: 'list-10000',
    bodies: () => listBodies(10_000),
    source: 'mirror',
    connections: 2,
    callsPerRequest: 0,
  },
];
