import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

const secretName = /key$|secret$|token$|hash$|certificate|passphrase|password$|^clientId$|^ca$/i;

/** Writes settings as a municipality would: what is secret, or a PEM, goes to the environment that is returned. */
export async function writeSettings(file: string, settings: unknown): Promise<Record<string, string>> {
  const environment: Record<string, string> = {};
  const written = JSON.parse(JSON.stringify(settings), (key, value) => {
    if (typeof value !== 'string' || !secretName.test(key)) return value;
    const name = `TEST_${Object.keys(environment).length}_${key.toUpperCase()}`;
    environment[name] = value;
    return `\${${name}}`;
  });
  await writeFile(file, stringify(written));
  return environment;
}
