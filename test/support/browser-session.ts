interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly attributes: string;
}

/** A page as a browser shows it after all redirects. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A browser without script: keeps cookies, follows redirects, sends the forms of a page. */
export class BrowserSession {
  #cookies: Cookie[] = [];
  readonly #stopAt: ((url: string) => boolean) | null;
  /** Every address that was asked, in order: what a browser's history and a proxy's log would hold. */
  readonly visited: string[] = [];

  /** @param stopAt ends the following of redirects before the address that it is true for. */
  constructor(options: { stopAt?: (url: string) => boolean } = {}) {
    this.#stopAt = options.stopAt ?? null;
  }

  get(url: string): Promise<Page> {
    return this.#go('GET', url, null);
  }

  /** A form post as a browser sends it from a page of the same site. */
  post(url: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.#go('POST', url, fields);
  }

  /** Presses a button of the page's form: the one with this label, or the only one. */
  async submit(page: Page, label?: string): Promise<Page> {
    const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(page.body);
    if (!form) throw new Error(`no form on ${new URL(page.url).pathname}`);
    const fields: Record<string, string> = {};
    for (const [tag] of (form[2] ?? '').matchAll(/<input[^>]*>/g))
      fields[attribute(tag, 'name')] = attribute(tag, 'value');
    if (label !== undefined) {
      const buttons = [...page.body.matchAll(/<button[^>]*>/g)].map(([tag]) => tag);
      const button = buttons.find(
        (tag) => attribute(tag, 'aria-label') === label || tag.includes(`value="${label}"`),
      );
      if (!button) throw new Error(`no button "${label}"`);
      fields[attribute(button, 'name')] = attribute(button, 'value');
    }
    return this.post(new URL(decoded(form[1] ?? ''), page.url).href, fields);
  }

  cookie(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name === name)?.value;
  }

  /** The attributes with which a cookie was set. */
  attributesOf(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name === name)?.attributes;
  }

  async #go(method: string, url: string, fields: Readonly<Record<string, string>> | null): Promise<Page> {
    let [nextMethod, next, form] = [method, url, fields];
    for (let hop = 0; hop < 15; hop += 1) {
      this.visited.push(next);
      const target = new URL(next);
      const response = await fetch(next, {
        method: nextMethod,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: this.#cookieHeader(target),
          ...(form && {
            'content-type': 'application/x-www-form-urlencoded',
            'sec-fetch-site': 'same-origin',
          }),
        },
        body: form && new URLSearchParams(form).toString(),
      });
      for (const header of response.headers.getSetCookie()) this.#keep(header, target);
      const location = response.headers.get('location');
      const body = await response.text();
      const following = location && new URL(location, next).href;
      if (!following || this.#stopAt?.(following))
        return { url: following ?? next, status: response.status, headers: response.headers, body };
      if (response.status !== 307 && response.status !== 308) [nextMethod, form] = ['GET', null];
      next = following;
    }
    throw new Error('too many redirects');
  }

  #cookieHeader({ hostname, pathname }: URL): string {
    return this.#cookies
      .filter(({ host, path }) => host === hostname && pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep(header: string, { hostname }: URL): void {
    const [pair = '', ...rest] = header.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    const attributes = rest.join(';').trim();
    const path = /path=([^;]+)/i.exec(attributes)?.[1] ?? '/';
    this.#cookies = this.#cookies.filter(
      (one) => one.name !== name || one.host !== hostname || one.path !== path,
    );
    const gone = /max-age=0/i.test(attributes) || /expires=Thu, 01 Jan 1970/i.test(attributes);
    if (!gone) this.#cookies.push({ host: hostname, path, name, value, attributes });
  }
}

function attribute(tag: string, name: string): string {
  return decoded(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function decoded(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
