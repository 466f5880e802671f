import { h, render } from 'preact';
import { useState } from 'preact/hooks';
import htm from 'htm';
import { AdapterTable } from './adapter-table.js';
import { useAdapters, useChanges } from './adapters.js';
import { Commands } from './commands.js';
import { Icon } from './icons.js';
import { Simulators } from './simulators.js';
import { Webhooks } from './webhooks.js';
import { clockTime, stateOf, summaryOf, worstFirst } from './words.js';

const html = htm.bind(h);

function Trouble({ kind, updatedAt }) {
  const old = updatedAt ? ` De cijfers hieronder zijn van ${clockTime(updatedAt)}.` : '';
  const text = {
    session: html`Uw aanmelding is verlopen.
      <a href="/login/staff?returnTo=%2Fadmin">Meld u opnieuw aan</a>.`,
    refused: 'U hebt geen toegang meer tot het beheer.',
    unreachable: 'De hub antwoordt niet. We blijven het proberen.',
  };
  return html`<p class="notice" role="alert">${text[kind]}${old}</p>`;
}

function Freshness({ updatedAt, paused }) {
  if (!updatedAt) return html`<span class="quiet">Ophalen…</span>`;
  const time = html`<time datetime=${updatedAt.toISOString()}>${clockTime(updatedAt)}</time>`;
  return html`<span class="quiet">${paused ? 'Gepauzeerd, cijfers van ' : 'Bijgewerkt om '}${time}</span>`;
}

function Admin({ sandbox }) {
  const [paused, setPaused] = useState(false);
  const { adapters, updatedAt, trouble, refresh } = useAdapters(paused);
  const changes = useChanges(adapters, ({ title, state }) => `${title}: ${stateOf(state).label}`);
  const summary = adapters && summaryOf(adapters);
  return html`
    <div class="heading">
      <h1>Platformen</h1>
      <div class="freshness">
        <${Freshness} updatedAt=${updatedAt} paused=${paused} />
        <button class="button" type="button" aria-pressed=${paused} onClick=${() => setPaused(!paused)}>
          ${paused ? 'Hervatten' : 'Pauzeren'}
        </button>
      </div>
    </div>
    ${trouble && html`<${Trouble} kind=${trouble} updatedAt=${updatedAt} />`}
    <p class="visually-hidden" role="status" aria-live="polite">${changes}</p>
    ${summary && html`<p class=${`summary tone-${summary.tone}`}><${Icon} tone=${summary.tone} />${summary.text}</p>`}
    ${adapters && html`<${Commands} adapters=${adapters} now=${updatedAt} paused=${paused} />`}
    ${adapters && html`<${Webhooks} now=${updatedAt} paused=${paused} />`}
    ${adapters?.length > 0 && html`<${AdapterTable} adapters=${worstFirst(adapters)} now=${updatedAt} />`}
    ${sandbox && adapters && html`<${Simulators} adapters=${adapters} now=${updatedAt} changed=${refresh} />`}
  `;
}

const root = document.querySelector('#admin');
root.replaceChildren();
render(html`<${Admin} sandbox=${root.dataset.sandbox === 'true'} />`, root);
