// Figures to tables. A ratio is taken within one round, where the machine was the same for both, and then its median.

const names = { handwritten: '(a) hand-written', hub: 'hub', plain: '(b) plain Apollo' };
const targets = { handwritten: 2.0, plain: 2.5 };

export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const shown = (number, digits) => (number === null || Number.isNaN(number) ? '–' : number.toFixed(digits));
const of = (rows, competitor) => rows.filter((row) => row.competitor === competitor);

function column(rows, key, digits) {
  const numbers = rows.map((row) => row[key]);
  return numbers.includes(null) ? '–' : shown(median(numbers), digits);
}

/** How many times as much CPU the upper one takes as the lower one, per request: median and range; null when not measured. */
export function ratio(rows, upper, lower) {
  const paired = of(rows, upper).flatMap((row) => {
    const other = of(rows, lower).find(({ round }) => round === row.round);
    return row.cpuMs && other?.cpuMs ? [row.cpuMs / other.cpuMs] : [];
  });
  return paired.length
    ? { median: median(paired), least: Math.min(...paired), most: Math.max(...paired) }
    : null;
}

export function table(one, rows, bytes) {
  const lines = [
    `### ${one.name} (${one.connections} connections, ${(bytes / 1024).toFixed(1)} KB out)`,
    '',
    '| | CPU ms per request | min–max | requests/s | p50 ms | p99 ms | RSS MB | calls per request | failed |',
    '|---|---|---|---|---|---|---|---|---|',
  ];
  for (const [name, title] of Object.entries(names)) {
    const own = of(rows, name);
    if (own.length === 0) continue;
    const cpu = own.map(({ cpuMs }) => cpuMs);
    const range = cpu.includes(null) ? '–' : `${shown(Math.min(...cpu), 3)}–${shown(Math.max(...cpu), 3)}`;
    const failed = own.reduce((sum, row) => sum + row.failed, 0);
    lines.push(
      `| ${title} | ${column(own, 'cpuMs', 3)} | ${range} | ${column(own, 'perSecond', 0)} | ${column(own, 'p50', 1)} | ${column(own, 'p99', 1)} | ${column(own, 'rss', 0)} | ${column(own, 'calls', 1)} | ${failed} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export function summary(cases, rows) {
  const lines = [
    `| case | hub / (a), target ≤ ${targets.handwritten.toFixed(1)} | (b) / hub, target ≥ ${targets.plain.toFixed(1)} |`,
    '|---|---|---|',
  ];
  const cell = (found, met) =>
    found
      ? `${shown(found.median, 2)} (${shown(found.least, 2)}–${shown(found.most, 2)}) ${met(found.median) ? 'met' : 'missed'}`
      : 'not measured';
  for (const { name } of cases) {
    const own = rows.filter((row) => row.case === name);
    const above = cell(ratio(own, 'hub', 'handwritten'), (value) => value <= targets.handwritten);
    const below = cell(ratio(own, 'plain', 'hub'), (value) => value >= targets.plain);
    lines.push(`| ${name} | ${above} | ${below} |`);
  }
  return lines.join('\n');
}
