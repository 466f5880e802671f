import { describe, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type ConsoleMessage, type Page, type Request } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const present = existsSync(executablePath);

/** Where the tests want a browser. Without one they say so; in CI they fail instead. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (present) describe(name, tests);
  else if (process.env.CI === 'true') {
    test(`${name}: ${executablePath} must be there in CI`, () => {
      throw new Error(`${executablePath} is missing`);
    });
  } else {
    describe(name, () =>
      test.skip(`SKIPPED: no Chromium at ${executablePath} (set CHROMIUM to its path)`, () => {}),
    );
  }
}

/** A browser that keeps to itself: no update, no sync, nothing in the background. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Visit {
  readonly page: Page;
  /** Addresses the page asked for, blob: and data: left out. */
  readonly requests: string[];
  /** Errors and warnings of the console, refusals of the Content-Security-Policy among them. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A fresh visitor; `who` is the fake hub's login. */
export async function visit(
  browser: Browser,
  url: string,
  options: { who?: string; width?: number; height?: number; reducedMotion?: boolean; dark?: boolean } = {},
): Promise<Visit> {
  const { who, width = 1280, height = 900, reducedMotion, dark } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    colorScheme: dark ? 'dark' : 'light',
    locale: 'nl-BE',
  });
  if (who) await context.addCookies([{ name: 'who', value: who, url }]);
  const page = await context.newPage();
  // Shorter than a test may take, so that a failure says what it waited for.
  page.setDefaultTimeout(40_000);
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request: Request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  page.on('console', (message: ConsoleMessage) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, requests, complaints, close: () => context.close() };
}
