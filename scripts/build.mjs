// Compiles src, adapters and sdk to dist with SWC (decorator metadata, no type check) and copies what is read at run time.
import { chmod, cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const roots = ['src', 'adapters', 'sdk', 'web', 'schema'];
const outputFolder = 'dist';
const stampName = '.built';
const unfinished = `${outputFolder}.${process.pid}`;

const files = (
  await Promise.all(
    roots.map(async (root) =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
    ),
  )
).flat();

async function isStale() {
  const built = await stat(join(outputFolder, stampName)).catch(() => null);
  if (!built) return true;
  const times = await Promise.all(
    [...files, '.swcrc', 'package.json'].map(async (file) => (await stat(file)).mtimeMs),
  );
  return times.some((time) => time > built.mtimeMs);
}

// Only where something must be compiled: an installation without development dependencies has its dist already.
const compiler = () => import('@swc/core');

async function compile(file) {
  const target = join(unfinished, file);
  await mkdir(dirname(target), { recursive: true });
  if (!file.endsWith('.ts') || file.endsWith('.d.ts')) return cp(file, target);
  const { transformFile } = await compiler();
  const { code, map } = await transformFile(file, { sourceMaps: true });
  const name = target.replace(/\.ts$/, '.js');
  await writeFile(name, `${code}\n//# sourceMappingURL=${name.split(/[\\/]/).pop()}.map\n`);
  await writeFile(`${name}.map`, map);
}

if (!process.argv.includes('--if-stale') || (await isStale())) {
  await Promise.all(files.map(compile));
  // npx runs it as a program of its own.
  await chmod(join(unfinished, 'src', 'main.js'), 0o755);
  await writeFile(join(unfinished, stampName), '');
  // Swapped in whole: a hub or a test that runs from dist, or another build, never sees half of it.
  const old = `${unfinished}.old`;
  await rename(outputFolder, old).catch(() => {});
  await rename(unfinished, outputFolder).catch(() => rm(unfinished, { recursive: true }));
  await rm(old, { recursive: true, force: true });
}
