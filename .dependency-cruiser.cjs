// The house: who may know whom (docs/architecture.md). Rooms from the ground up; no import runs upward, no circle.
const rooms = [
  'identifiers',
  'context',
  'operations',
  'settings',
  'adapter',
  'storage',
  'privacy',
  'jobs',
  'vocabulary',
  'identity',
  'capabilities',
  'graph',
  'server',
];
const above = (room) => rooms.slice(rooms.indexOf(room) + 1);

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    ...rooms.map((room) => ({
      name: `${room}-does-not-look-up`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${above(room).join('|')})/|^src/command-line/|^src/[^/]+\\.ts$` },
    })),
    {
      name: 'rooms-do-not-know-adapters',
      severity: 'error',
      comment: 'Only what stands above the rooms brings the list of adapters in.',
      from: { path: '^src/', pathNot: '^src/(hub|main|settings-schema|command-line/[^/]+)\\.ts$' },
      to: { path: '^adapters/' },
    },
    {
      name: 'no-adapter-knows-another',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'adapters-know-ports-and-contract-only',
      severity: 'error',
      from: { path: '^adapters/[^/]+/', pathNot: '/simulator(\\.ts|/)' },
      to: {
        path: '^src/',
        pathNot: '^src/(adapter|context|identifiers|operations/log|settings/secret)|\\.port\\.ts$',
      },
    },
    {
      name: 'the-wire-is-the-only-way-out',
      severity: 'error',
      comment:
        'Network modules belong to the wire; the login client and the HTTP server have their own doors.',
      from: {
        path: '^(src|adapters)/',
        pathNot: '^src/(adapter/wire|adapter/simulator|identity|server)/|^adapters/[^/]+/simulator(\\.ts|/)',
      },
      to: {
        path: '^(node:)?(net|tls|http|https|http2|dgram|dns)(/promises)?$|node_modules/(undici|axios|soap/lib/http|ws|got|node-fetch|openid-client)/',
      },
    },
    {
      name: 'adapters-take-no-part-of-the-wire',
      severity: 'error',
      comment:
        'A stage used alone would reach a platform without the others, and a library may bring a network client of its own.',
      from: { path: '^adapters/', pathNot: '^adapters/[^/]+/simulator(\\.ts|/)' },
      to: {
        path: '^src/adapter/(wire/(stages/|create-wire|token-source|passage)|simulator/simulator-server)|node_modules/',
        pathNot: 'node_modules/(zod|lru-cache)/',
      },
    },
    {
      name: 'soap-is-spoken-in-one-place',
      severity: 'error',
      comment: 'The library `soap` fetches by itself unless it is given our HTTP client.',
      from: { path: '^(src|adapters)/', pathNot: '^src/adapter/soap/' },
      to: { path: 'node_modules/soap/' },
    },
    {
      name: 'client-and-simulator-share-nothing',
      severity: 'error',
      comment:
        'Nothing of the adapter or of the MAGDA transport; both sides sign and verify with src/adapter/soap, which a test judges without it.',
      from: { path: ['^adapters/[^/]+/simulator(\\.ts|/)', '^src/adapter/magda/simulator/'] },
      to: {
        path: [
          '^adapters/',
          '^src/adapter/(magda|wire)/',
          '^src/adapter/soap/(soap-client|answer|element|fault)',
        ],
        pathNot: '^adapters/[^/]+/simulator(\\.ts|/)|^src/adapter/magda/simulator/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'clients-do-not-know-simulators',
      severity: 'error',
      from: { path: '^adapters/[^/]+/', pathNot: '^adapters/[^/]+/(index\\.ts|simulator(\\.ts|/))' },
      to: { path: '/simulator' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^src/generated/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
