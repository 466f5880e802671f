import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import htm from 'htm';

const html = htm.bind(h);
const headers = { 'content-type': 'application/json', 'x-schakel-sandbox': '1' };

const choices = [
  { state: 'up', label: 'Werkt' },
  { state: 'slow', label: 'Traag' },
  { state: 'down', label: 'Uit' },
];

/** A switch per simulator. Sandbox only: the hub has no such route when it talks to real platforms. */
export function Simulators({ adapters, now, changed }) {
  const [simulators, setSimulators] = useState([]);
  const [failed, setFailed] = useState(false);
  const titleOf = (name) => adapters.find((adapter) => adapter.name === name)?.title ?? name;

  async function load() {
    const response = await fetch('/sandbox/simulators', { headers });
    if (!response.ok) throw new Error('refused');
    setSimulators((await response.json()).simulators);
  }

  async function choose(name, state) {
    try {
      const response = await fetch(`/sandbox/simulators/${name}`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ state }),
      });
      if (!response.ok) throw new Error('refused');
      setSimulators((all) => all.map((each) => (each.name === name ? { name, state } : each)));
      setFailed(false);
      changed();
    } catch {
      setFailed(true);
    }
  }

  // Again with every round: somebody may have switched one from the command line.
  useEffect(() => void load().catch(() => setFailed(true)), [now]);

  return html`
    <section class="simulators" aria-labelledby="simulators-title">
      <h2 id="simulators-title">Simulatoren</h2>
      <p class="quiet">Zet een platform van de zandbak uit of traag en zie hierboven wat er gebeurt.</p>
      ${failed && html`<p class="notice" role="alert">De simulator kon niet bediend worden. Dit werkt alleen op deze machine.</p>`}
      <div class="switches">
        ${simulators.map(
          ({ name, state: current }) => html`
            <fieldset key=${name} data-simulator=${name}>
              <legend>${titleOf(name)}</legend>
              <div class="choices">
                ${choices.map(
                  ({ state, label }) => html`
                    <label>
                      <input
                        type="radio"
                        name=${`simulator-${name}`}
                        value=${state}
                        checked=${state === current}
                        onChange=${() => choose(name, state)}
                      />
                      <span>${label}</span>
                    </label>
                  `,
                )}
              </div>
            </fieldset>
          `,
        )}
      </div>
    </section>
  `;
}
