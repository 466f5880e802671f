import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import htm from 'htm';
import { question } from './graph.js';
import { age, errorOf, moment } from './words.js';

const html = htm.bind(h);

const askForPerson = question('commands-for-a-person');
const changes = {
  retryCommand: question('retry-command'),
  cancelCommand: question('cancel-command'),
  decideCommand: question('decide-command'),
};

/** Asks a change; null when it was made, otherwise what to say. */
async function change(name, variables) {
  try {
    const answer = await changes[name]({ ...variables, idempotencyKey: crypto.randomUUID() });
    return answer[name]?.message ?? null;
  } catch {
    return 'De hub antwoordt niet. Probeer het opnieuw.';
  }
}

function Failed({ command, act, busy }) {
  return html`
    <p>
      Dit is niet gebeurd, en gebeurt niet meer vanzelf: <code>${command.reason}</code>
      ${command.platformCode && html` (<code>${command.platformCode}</code>)`} ${errorOf(command.reason)}
    </p>
    <div class="actions">
      <button class="button" type="button" disabled=${busy} onClick=${() => act('retryCommand', {})}>
        Opnieuw proberen
      </button>
      <button class="button" type="button" disabled=${busy} onClick=${() => act('cancelCommand', {})}>
        Annuleren
      </button>
    </div>
  `;
}

function InDoubt({ command, platform, act, busy }) {
  const [reference, setReference] = useState('');
  const decide = (done) => act('decideCommand', { done, reference: reference.trim() || null });
  const field = `reference-${command.id}`;
  return html`
    <p>
      Niemand weet of dit gebeurd is: <code>${command.reason}</code> ${errorOf(command.reason)}. Kijk
      bij${' '} <strong>${platform}</strong> en zeg wat u vond.
    </p>
    <label for=${field}>Kenmerk bij het platform, als u het vond</label>
    <input
      id=${field}
      type="text"
      maxlength="200"
      value=${reference}
      onInput=${(event) => setReference(event.target.value)}
    />
    <div class="actions">
      <button class="button" type="button" disabled=${busy} onClick=${() => decide(true)}>
        Het is gebeurd
      </button>
      <button class="button" type="button" disabled=${busy} onClick=${() => decide(false)}>
        Het is niet gebeurd: doe het nu
      </button>
    </div>
  `;
}

function Card({ command, platform, now, refresh }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(null);
  async function act(name, variables) {
    setBusy(true);
    setRefusal(await change(name, { id: command.id, ...variables }));
    await refresh();
    setBusy(false);
  }
  const View = command.state === 'IN_DOUBT' ? InDoubt : Failed;
  return html`
    <li class="command" data-command=${command.id} data-state=${command.state}>
      <h3>${command.title}</h3>
      <p class="detail">
        ${platform}, stap <code>${command.step}</code>, gevraagd${' '}
        <time datetime=${command.acceptedAt}>${moment(command.acceptedAt, now)}</time>${' '}
        (${age(command.acceptedAt, now)} geleden)
      </p>
      ${refusal && html`<p class="notice" role="alert">${refusal}</p>`}
      <${View} command=${command} platform=${platform} act=${act} busy=${busy} />
    </li>
  `;
}

/** The changes that nothing but a person moves on. */
export function Commands({ adapters, now, paused }) {
  const [view, setView] = useState(null);
  const titleOf = (name) => adapters.find((adapter) => adapter.name === name)?.title ?? name;

  async function refresh() {
    try {
      setView(await askForPerson());
    } catch {
      // The platforms above say that the hub does not answer.
    }
  }

  // With every round of the platforms.
  useEffect(() => void (paused && view ? undefined : refresh()), [now]);

  if (!view?.forPerson) return null;
  const { forPerson, waiting } = view;
  const waits = waiting.totalCount === 0 ? '' : ` ${waiting.totalCount} gaan vanzelf voort.`;
  return html`
    <section class="commands" aria-labelledby="commands-title">
      <h2 id="commands-title">Opdrachten die op iemand wachten</h2>
      <p class="quiet" role="status">
        ${forPerson.totalCount === 0 ? 'Geen enkele.' : `${forPerson.totalCount} in totaal.`}${waits}
      </p>
      <ul>
        ${forPerson.nodes.map(
          (command) => html`
            <${Card}
              key=${command.id}
              command=${command}
              platform=${titleOf(command.platform)}
              now=${now}
              refresh=${refresh}
            />
          `,
        )}
      </ul>
    </section>
  `;
}
