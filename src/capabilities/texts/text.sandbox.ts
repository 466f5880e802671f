import type { Database } from '../../storage/database.js';
import type { TextTemplates } from './text-templates.js';

const templates = [
  {
    key: 'afspraak-herinnering',
    content: 'Dag {voornaam}, u hebt een afspraak op {dag} om {uur} in het gemeentehuis van Schilde.',
  },
  {
    key: 'identiteitskaart-klaar',
    content:
      'Dag {voornaam}, uw identiteitskaart ligt klaar in het gemeentehuis van Schilde. Breng uw oude kaart mee.',
  },
];

/** Templates to begin with. Once: what somebody made of them stays. */
export async function addSandboxTemplates(
  { client }: Database,
  { find, save }: TextTemplates,
  organisation: string,
): Promise<void> {
  for (const template of templates) {
    if (await find(organisation, template.key)) continue;
    await client.$transaction((tx) =>
      save(tx, {
        ...template,
        organisation,
        savedBy: 'sandbox',
        savedAt: new Date(Date.UTC(2026, 10, 2, 9)),
      }),
    );
  }
}
