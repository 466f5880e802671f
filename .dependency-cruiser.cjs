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
      name: 'client-and-simulator-share-nothing',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/simulator(\\.ts|/)' },
      to: { path: '^adapters/$1/(client|mapping|settings)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'clients-do-not-know-simulators',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/(client|mapping|settings)\\.ts$' },
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
