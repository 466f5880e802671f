// A lock file written where the registry does not serve the native packages of other systems leaves these out, and
// `npm ci` then refuses it everywhere. This adds them by name and version, with the system they are for, so that each
// system installs its own. They carry no integrity: npm has not seen them. Run after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony'];
const processors = { 'arm-gnueabihf': 'arm', 'arm-musleabihf': 'arm', 'arm-eabi': 'arm' };

function systemOf(name) {
  const match = new RegExp(`-(${systems.join('|')})-(.+)$`).exec(name);
  if (!match) return null;
  const [, os, rest] = match;
  const [cpu, library] = rest.split('-');
  const libc = { gnu: 'glibc', musl: 'musl' }[library];
  return { os: [os], cpu: [processors[rest] ?? cpu], ...(libc && { libc: [libc] }) };
}

let added = 0;
for (const entry of Object.values(lock.packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const system = systemOf(name);
    if (!system || lock.packages[key]) continue;
    lock.packages[key] = { version, ...system, ...(entry.dev && { dev: true }), optional: true };
    added += 1;
  }
const byName = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(byName) }, null, 2)}\n`,
);
console.log(`${added} packages of other systems added`);
