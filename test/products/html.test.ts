import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText, safeHtml, safeProduct, safeUrl } from '../../src/capabilities/products/product.html.js';
import { toProduct } from '../../adapters/ipdc/mapping.js';
import { contractTest } from '../support/contracts.js';

describe('HTML of the platform', () => {
  test.each([
    ['<p data-indentation-level="0">Tekst</p>', '<p>Tekst</p>'],
    [
      '<a target="_blank" href=https://stad.example/a>hier</a>',
      '<a href="https://stad.example/a" rel="noopener noreferrer">hier</a>',
    ],
    [
      '<a href=https://x.example/a onclick=alert(1)>x</a>',
      '<a href="https://x.example/a" rel="noopener noreferrer">x</a>',
    ],
    [
      '<div data-table><table><tbody><tr><td colspan=2>a</td></tr></tbody></table></div>',
      '<div><table><tbody><tr><td colspan="2">a</td></tr></tbody></table></div>',
    ],
    ['<h1>Titel</h1>', '<h2>Titel</h2>'],
    ['<p>m<sup>2</sup>&nbsp;&amp; meer</p>', '<p>m<sup>2</sup>\u00a0&amp; meer</p>'],
    ['<script>alert(1)</script>na', 'na'],
    ['<style>p{}</style>na', 'na'],
    ['<img src=x onerror=alert(1)>', ''],
    ['<iframe src="https://x.example"></iframe>', ''],
    ['<form action="https://x.example"><input name=a></form>', ''],
    ['<p style="position:fixed" class="x" id="top">a</p>', '<p>a</p>'],
    ['<svg><a xlink:href="javascript:alert(1)">a</a></svg>', '<a>a</a>'],
    ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href="JaVaScRiPt:alert(1)">a</a>', '<a>a</a>'],
    ['<a href="&#106;avascript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href=" java\nscript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href="data:text/html,x">a</a>', '<a>a</a>'],
    ['<a href="//x.example">a</a>', '<a>a</a>'],
    ['<a href="/beheer">a</a>', '<a>a</a>'],
    [
      '<a href="mailto:info@x.example">a</a>',
      '<a href="mailto:info@x.example" rel="noopener noreferrer">a</a>',
    ],
    ['<<script>script>alert(1)<</script>/script>', '&lt;/script&gt;'],
    ['<p>open', '<p>open</p>'],
    ['5 < 6 & 7 > 2', '5 &lt; 6 &amp; 7 &gt; 2'],
  ])('%s becomes %s', (html, expected) => {
    expect(safeHtml(html)).toBe(expected);
  });

  test('of any kind keeps to the allow list', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '<script>',
        '</script>',
        '<a href=',
        'javascript:',
        '<img src=x onerror=',
        '<p>',
        '<!--',
        '-->',
        '<svg/onload=',
        '&#x3c;',
        '\0',
        '<style>',
        '<td ',
        '=',
        '/>',
        '<math><mi>',
      ),
    );
    const tags =
      /<(?!\/?(?:p|div|br|ul|ol|li|strong|b|em|i|u|sub|sup|blockquote|a|h[2-6]|table|caption|thead|tbody|tfoot|tr|th|td)(?: (?:href|rel|colspan|rowspan|scope)="[^"<>]*")*(?: \/)?>)/;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const safe = safeHtml(parts.join(''));
        expect(safe).not.toMatch(tags);
        expect(safe).not.toMatch(/href="(?!https?:|mailto:|tel:)/i);
        expect(plainText(safe)).not.toMatch(/^\s|\s$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['<p>Een.</p><p>Twee<br />drie</p>', 'Een.\nTwee\ndrie'],
    ['<div>a</div><div>b</div>', 'a\nb'],
    ['<ul><li>a</li><li>b</li></ul><p>c</p>', 'a\nb\nc'],
    ['<table><tbody><tr><td>Eerste</td><td>gratis</td></tr></tbody></table>', 'Eerste gratis'],
    ['<p>5 &lt; 6 &amp;amp; &quot;x&quot;</p>', '5 < 6 &amp; "x"'],
    ['', ''],
  ])('%s as plain text', (html, expected) => {
    expect(plainText(safeHtml(html))).toBe(expected);
  });

  test.each([
    ['https://schilde.example/a?b=c', 'https://schilde.example/a?b=c'],
    [' http://schilde.example ', 'http://schilde.example'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['www.schilde.example', null],
    ['https://', null],
    [null, null],
  ])('the address %j is %j', (address, expected) => {
    expect(safeUrl(address)).toBe(expected);
  });

  test('is made safe in every part of a product', () => {
    const bad = '<p onclick="kwaad()">x<script>kwaad()</script></p>';
    const url = 'javascript:kwaad()';
    const part = { naam: { nl: 'naam' }, beschrijving: { nl: bad }, url };
    const product = safeProduct(
      toProduct(
        {
          beschrijving: { nl: bad, en: bad },
          verdereBeschrijving: { nl: bad },
          uitzonderingen: { nl: bad },
          regelgevingTekst: { nl: bad },
          contactBeschrijving: { nl: bad },
          voorwaarden: [{ ...part, bewijs: part }],
          procedures: [{ ...part, websites: [part] }],
          kosten: [part],
          financieleVoordelen: [part],
          regelgeving: [part],
          websites: [part],
          contactgegevens: [{ url }],
          publicatieLink: part,
        },
        'x/1',
      ),
    );
    expect(JSON.stringify(product)).not.toContain('kwaad');
  });

  contractTest('of the real catalogue keeps its words', (contracts) => {
    const triples = readFileSync(join(contracts, 'ipdc', 'instances', 'real-instances-2026-02.nt'), 'utf8');
    const texts = [...triples.matchAll(/"((?:[^"\\]|\\.)*)"@/g)].map(
      ([, text]) => JSON.parse(`"${text}"`) as string,
    );
    expect(texts.length).toBeGreaterThan(280);
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
    const visible = (html: string) => html.replace(/<[^>]*>/g, '').replace(/&nbsp;/g, ' ');
    for (const text of texts.filter((one) => one.includes('<')))
      expect(letters(plainText(safeHtml(text)))).toBe(letters(visible(text)));
  });
});
