import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface AxeFinding {
  readonly rule: string;
  readonly nodes: readonly string[];
}

/**
 * What axe finds against WCAG 2.2 AA and its best practices. `except` are selectors of parts that are not ours to repair.
 * Run by the browser's debugger, so the page's Content-Security-Policy stays as it is.
 */
export async function axe(page: Page, { except = [] }: { except?: string[] } = {}): Promise<AxeFinding[]> {
  await page.evaluate(await source);
  return page.evaluate(async (except) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: object,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(
      { exclude: except.map((selector) => [selector]) },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    );
    return violations.map(({ id, nodes }) => ({ rule: id, nodes: nodes.map(({ html }) => html) }));
  }, except);
}
