import { h } from 'preact';
import htm from 'htm';
import { Icon } from './icons.js';
import { age, breakerOf, errorOf, milliseconds, moment, share, stateOf } from './words.js';

const html = htm.bind(h);

const nothing = (meaning) =>
  html`<span aria-hidden="true">–</span><span class="visually-hidden">${meaning}</span>`;

const Time = ({ iso, now }) => html`<time datetime=${iso}>${moment(iso, now)}</time>`;

const columns = [
  'Platform',
  'Toestand',
  'Wat de burger merkt',
  'Zekering',
  'Fouten',
  'p95',
  'Laatste antwoord',
  'Laatste fout',
];

// On a narrow screen the rows are shown as cards; the roles keep them a table for a screen reader.
const Cell = ({ column, children }) =>
  html`<td role="cell" data-label=${columns[column]}><div>${children}</div></td>`;

/** The graph says what citizens miss when the platform does not answer; whether they miss it now depends on its state. */
function Impact({ adapter: { state, citizenImpact } }) {
  if (state === 'UP') return html`<span class="quiet">Niets</span>`;
  if (state === 'UNKNOWN') return nothing('nog niet bekend');
  if (state === 'DEGRADED') return html`Bij een deel van de vragen: ${citizenImpact}`;
  return citizenImpact;
}

function Row({ adapter, now }) {
  const state = stateOf(adapter.state);
  const breaker = breakerOf(adapter.breaker);
  return html`
    <tr role="row" class=${`tone-${state.tone}`} data-adapter=${adapter.name} data-state=${adapter.state}>
      <th role="rowheader" scope="row">
        ${adapter.title}
        <span class="detail"><code>${adapter.name}</code></span>
      </th>
      <${Cell} column=${1}>
        <span class=${`badge tone-${state.tone}`}><${Icon} tone=${state.tone} />${state.label}</span>
        ${
          adapter.since &&
          html`<span class="detail"
            >sinds <${Time} iso=${adapter.since} now=${now} /> (${age(adapter.since, now)})</span
          >`
        }
      <//>
      <${Cell} column=${2}><${Impact} adapter=${adapter} /><//>
      <${Cell} column=${3}>${breaker.label}<span class="detail">${breaker.explanation}</span><//>
      <${Cell} column=${4}>
        ${adapter.errorRate === null ? nothing('geen vragen') : share(adapter.errorRate)}
      <//>
      <${Cell} column=${5}
        >${adapter.p95Ms === null ? nothing('geen vragen') : milliseconds(adapter.p95Ms)}<//
      >
      <${Cell} column=${6}>
        ${adapter.lastSuccessAt ? html`<${Time} iso=${adapter.lastSuccessAt} now=${now} />` : nothing('nog geen')}
        ${adapter.lastSuccessAt && html`<span class="detail">${age(adapter.lastSuccessAt, now)} geleden</span>`}
      <//>
      <${Cell} column=${7}>
        ${adapter.lastErrorCode ? html`<code>${adapter.lastErrorCode}</code>` : nothing('geen')}
        ${
          adapter.lastErrorCode &&
          html`<span class="detail">${errorOf(adapter.lastErrorCode)}</span>
            <span class="detail">${adapter.lastErrorAt && `${age(adapter.lastErrorAt, now)} geleden`}</span>`
        }
      <//>
    </tr>
  `;
}

export const AdapterTable = ({ adapters, now }) => html`
  <table role="table" class="adapters">
    <caption>
      Toestand per platform. Fouten en p95 (19 van de 20 vragen waren sneller) gaan over de laatste vijf
      minuten.
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${adapters.map((adapter) => html`<${Row} key=${adapter.name} adapter=${adapter} now=${now} />`)}
    </tbody>
  </table>
`;
