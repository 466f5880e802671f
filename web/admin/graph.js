const patienceMs = 5000;

/** What stands between the page and an answer: `session` ended, access `refused`, hub `unreachable`. */
export class Trouble extends Error {}

/** Asks a document of the administrators; the page asks the same ones that the playground shows and the SDK offers. */
export function question(name) {
  const loading = fetch(`/admin/${name}.graphql`).then((response) => {
    if (!response.ok) throw new Error('document');
    return response.text();
  });
  // Whoever asks hears of it.
  loading.catch(() => {});
  return async function ask(variables) {
    let response;
    try {
      response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query: await loading, variables }),
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch {
      throw new Trouble('unreachable');
    }
    if (response.status === 401) throw new Trouble('session');
    if (response.status === 403) throw new Trouble('refused');
    const answer = await response.json().catch(() => null);
    if (!answer?.data) throw new Trouble('unreachable');
    return answer.data;
  };
}
