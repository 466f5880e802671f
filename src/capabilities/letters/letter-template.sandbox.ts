import type { Database } from '../../storage/database.js';
import type { LetterTemplates, NewLetterTemplate } from './letter-templates.js';

const address = `{{voornaam}} {{naam}}
{{straat}}
{{postcode}} {{gemeente}}`;

const templates: readonly Pick<NewLetterTemplate, 'name' | 'subject' | 'address' | 'body'>[] = [
  {
    name: 'beslissing-kippenhok',
    subject: 'Beslissing over uw aanvraag {{dossier}}',
    address,
    body: `Beste {{voornaam}} {{naam}}

Het college van burgemeester en schepenen behandelde uw aanvraag **{{dossier}}** op {{zitting}}.

# Beslissing

U mag het kippenhok plaatsen, onder deze voorwaarden:

- het hok staat minstens {{afstand}} meter van de perceelgrens;
- u houdt niet meer dan tien dieren;
- u houdt het hok en de ren rein.

# Gaat u niet akkoord?

1. Vraag uitleg aan de dienst Omgeving, op omgeving@schilde.be.
2. Dien binnen 30 dagen beroep in bij de deputatie van de provincie Antwerpen.

Met vriendelijke groeten

De burgemeester`,
  },
  {
    name: 'uitnodiging-seniorenfeest',
    subject: 'Uitnodiging voor het seniorenfeest',
    address,
    body: `Beste {{voornaam}}

U bent van harte welkom op het seniorenfeest van **{{dag}}** om {{uur}}, in {{zaal}}.

Schrijf u in voor {{uiterlijk}}, aan het onthaal of op 03 380 16 00. Inschrijven is gratis.

Tot dan!
Het team Vrije tijd`,
  },
];

/** Templates to begin with. Once: what somebody made of them stays. */
export async function addSandboxLetterTemplates(
  { client }: Database,
  { find, save }: LetterTemplates,
  organisation: string,
): Promise<void> {
  for (const template of templates) {
    if (await find(organisation, template.name, null)) continue;
    await client.$transaction((tx) =>
      save(tx, {
        ...template,
        language: 'nl',
        organisation,
        savedBy: 'sandbox',
        savedAt: new Date(Date.UTC(2026, 10, 2, 9)),
      }),
    );
  }
}
