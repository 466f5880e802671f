// Asks hubs that may be dead, as an application of the municipality does: again, under the same key, until one answers.
import { patienceMs, wait } from './processes.mjs';

/** `address()` gives a hub that listens, or null; `tokens` is where ACM/IDM gives tokens. */
export function createHubClient({ address, tokens, scope }) {
  let token = null;
  async function authorization() {
    if (token === null || token.until < Date.now()) {
      const { tokenUrl, clientId, clientSecret } = tokens;
      const response = await fetch(tokenUrl, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
      });
      token = { value: (await response.json()).access_token, until: Date.now() + 60_000 };
    }
    return `Bearer ${token.value}`;
  }

  /** Until `read(response)` gives something. */
  async function send(path, options, read) {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      const url = address();
      if (url) {
        try {
          const headers = { ...options.headers, authorization: await authorization() };
          const response = await fetch(`${url}${path}`, {
            ...options,
            headers,
            signal: AbortSignal.timeout(20_000),
          });
          const answer = await read(response);
          if (answer !== undefined) return answer;
          await wait(300);
        } catch {
          // Killed before it answered.
        }
      }
      await wait(50);
    }
    throw new Error(`No hub answers ${path}.`);
  }

  /** The data of an answer without errors; an error of the hub's own is asked again, a question that cannot be asked throws. */
  async function ask(query, variables = {}) {
    const answer = await send(
      '/graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query, variables }),
      },
      async (response) => {
        const body = await response.json();
        if (!body.errors) return body;
        const again = body.errors.every(
          ({ extensions }) => extensions?.retryable || extensions?.code === 'INTERNAL',
        );
        return again || response.status >= 500 ? undefined : body;
      },
    );
    if (answer.errors) throw new Error(`The hub does not take this: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  /** Asks a change until it is taken or refused for good: what a platform's absence refused is asked again. */
  async function change(query, variables) {
    for (const end = Date.now() + patienceMs; ;) {
      const { change: answer } = await ask(query, variables);
      if (answer.__typename !== 'PlatformUnavailable' || Date.now() > end) return answer;
      await wait(500);
    }
  }

  const upload = (content) =>
    send(
      '/uploads',
      { method: 'POST', headers: { 'content-type': 'application/pdf' }, body: new Uint8Array(content) },
      async (response) => (response.status === 201 ? (await response.json()).id : undefined),
    );

  return { ask, change, upload };
}
