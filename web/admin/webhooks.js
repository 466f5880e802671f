import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import htm from 'htm';
import { question } from './graph.js';
import { age, errorOf, moment } from './words.js';

const html = htm.bind(h);

const askForFailures = question('webhook-failures');
const askToReplay = question('replay-webhook-delivery');

const reasons = {
  GAVE_UP: 'drie dagen lang geprobeerd',
  GONE: 'de toepassing wil niets meer horen',
  REDIRECTED: 'stuurde door naar een ander adres',
  ENDPOINT_REMOVED: 'staat niet meer in de instellingen',
  ADDRESS_NOT_ALLOWED: 'leidt naar een adres in het eigen netwerk',
  CREDENTIALS: 'weigerde de melding',
  HTTP_4XX: 'weigerde de melding',
};

/** Sends one again; null when it was taken, otherwise what to say. */
async function replay(id) {
  try {
    const answer = await askToReplay({ id, idempotencyKey: crypto.randomUUID() });
    return answer.replayWebhookDelivery?.message ?? null;
  } catch {
    return 'De hub antwoordt niet. Probeer het opnieuw.';
  }
}

function Card({ delivery, host, now, refresh }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(null);
  const { id, endpoint, event, subjectId, subjectState, occurredAt, reason, lastStatus } = delivery;
  async function again() {
    setBusy(true);
    setRefusal(await replay(id));
    await refresh();
    setBusy(false);
  }
  const why = reasons[reason] ?? errorOf(reason);
  return html`
    <li class="command" data-delivery=${id}>
      <h3>${endpoint}: ${event}</h3>
      <p class="detail">
        <code>${subjectId}</code> werd <code>${subjectState}</code>${' '}
        <time datetime=${occurredAt}>${moment(occurredAt, now)}</time> (${age(occurredAt, now)} geleden)
      </p>
      ${refusal && html`<p class="notice" role="alert">${refusal}</p>`}
      <p>
        Niet aangekomen${host && html` bij <strong>${host}</strong>`}: <code>${reason}</code>
        ${lastStatus && html` (HTTP ${lastStatus})`}${why && `, ${why}`}
      </p>
      <div class="actions">
        <button
          class="button"
          type="button"
          disabled=${busy}
          aria-label=${`Opnieuw versturen: ${event} van ${subjectId} aan ${endpoint}`}
          onClick=${again}
        >
          Opnieuw versturen
        </button>
      </div>
    </li>
  `;
}

/** Who is told of changes, and what did not arrive. */
export function Webhooks({ now, paused }) {
  const [view, setView] = useState(null);

  async function refresh() {
    try {
      setView(await askForFailures());
    } catch {
      // The platforms above say that the hub does not answer.
    }
  }

  // With every round of the platforms.
  useEffect(() => void (paused && view ? undefined : refresh()), [now]);

  // A hub that tells nobody has nothing to show.
  if (!view || (view.webhookEndpoints.length === 0 && view.failed.totalCount === 0)) return null;
  const { webhookEndpoints: endpoints, failed } = view;
  const hostOf = (name) => endpoints.find((endpoint) => endpoint.name === name)?.host;
  const waiting = endpoints.reduce((sum, { pending }) => sum + pending, 0);
  const gone = endpoints.filter(({ disabledAt }) => disabledAt).map(({ name }) => name);
  const down = endpoints.filter(({ state }) => state === 'DOWN').map(({ name }) => name);
  return html`
    <section class="commands" aria-labelledby="webhooks-title">
      <h2 id="webhooks-title">Meldingen die niet aankwamen</h2>
      <p class="quiet" role="status">
        ${failed.totalCount === 0 ? 'Geen enkele.' : `${failed.totalCount} in totaal.`}
        ${waiting > 0 && ` ${waiting} worden nog verstuurd.`}
        ${down.length > 0 && ` Antwoordt niet: ${down.join(', ')}.`}
        ${gone.length > 0 && ` Wil niets meer horen: ${gone.join(', ')}.`}
      </p>
      <ul>
        ${failed.nodes.map(
          (delivery) => html`
            <${Card}
              key=${delivery.id}
              delivery=${delivery}
              host=${hostOf(delivery.endpoint)}
              now=${now}
              refresh=${refresh}
            />
          `,
        )}
      </ul>
    </section>
  `;
}
