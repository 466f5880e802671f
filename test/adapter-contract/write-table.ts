import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { decidedFaults } from './faults.js';
import { readsOf, startStand } from './stand.js';
import type { Question, Stand } from './stand.js';
import { variants } from './variants.js';

/** Writes into docs/resilience.md what every adapter makes of every fault. A rejection that nobody handles ends it with a failure. */
const page = 'docs/resilience.md';
const [begin, end] = ['<!-- begin of the generated table -->', '<!-- end of the generated table -->'];

async function rowOf(label: string, stand: Stand, question: Question): Promise<string> {
  const cells = [];
  for (const { fault } of decidedFaults) {
    const opened = stand.open();
    const { outcome, breaker } = await opened.ask(question, fault);
    await opened.close();
    await stand.recover();
    cells.push(breaker === 'OPEN' ? `${outcome} ●` : outcome);
  }
  const connection = stand.connections.size > 1 ? ` ${question.connection}` : '';
  const name = question.by === 'health' ? `${label}: health` : label + connection;
  return `| ${[name, ...cells].join(' | ')} |`;
}

const rows: string[] = [];
for (const { label, definition } of variants) {
  const stand = await startStand(definition);
  const health = stand.questions.filter(({ by }) => by === 'health');
  const reads = readsOf(stand).filter(({ by }) => by !== 'health');
  for (const question of [...health, ...reads]) rows.push(await rowOf(label, stand, question));
  await stand.close();
}

const head = ['adapter', ...decidedFaults.map(({ title }) => title)];
const table = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
const text = await readFile(page, 'utf8');
const [before, after] = [text.indexOf(begin), text.indexOf(end)];
if (before < 0 || after < before) throw new Error(`${page} has no place for the table: ${begin} … ${end}`);
const whole = `${text.slice(0, before)}${begin}\n\n${table}\n\n${text.slice(after)}`;
await writeFile(page, await format(whole, { ...(await resolveConfig(page)), filepath: page }));
