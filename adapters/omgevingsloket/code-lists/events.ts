import type { PermitCode } from '../../../src/capabilities/permits/permits.port.js';

const event = (code: string, label: string): PermitCode => ({ code, label });

/** Events of a project (gebeurtenissen), by the codes that the department publishes without fase_gebeurtenis_code_; labels are ours. */
export const events: readonly PermitCode[] = [
  event('aanvaarden_overgemaakte_versie', 'Overgemaakte versie aanvaard'),
  event('aktenemen_melding', 'Akte genomen van de melding'),
  event('betekening_derden', 'Betekend aan derden'),
  event('bevestigen_intrekken_aanvraag', 'Intrekking van de aanvraag bevestigd'),
  event('bevestigen_intrekking_beroepschrift_bsac', 'Intrekking van het beroepschrift (BSAC) bevestigd'),
  event('bevestigen_wijzigingsverzoek', 'Wijzigingsverzoek bevestigd'),
  event('corrigeren_aanplak_beslissing', 'Aanplakking van de beslissing verbeterd'),
  event('doorverwijzen_dossier', 'Dossier doorverwezen'),
  event('erratum_aktenemen_melding', 'Erratum bij de aktename van de melding'),
  event('erratum_melding_niet_rechtsgeldig', 'Erratum bij de niet-rechtsgeldige melding'),
  event('geven_beslissing_zaakderwegen', 'Beslissing gegeven over de zaak der wegen'),
  event('indienen_beroep', 'Beroep ingediend'),
  event('indienen_beroepschrift_bsac', 'Beroepschrift (BSAC) ingediend'),
  event('indienen_dossier', 'Dossier ingediend'),
  event('indienen_gedigitaliseerd_dossier', 'Gedigitaliseerd dossier ingediend'),
  event('intrekken_beroepschrift', 'Beroepschrift ingetrokken'),
  event('intrekken_beroepschrift_bsac', 'Beroepschrift (BSAC) ingetrokken'),
  event('intrekken_beroepschrift_derde', 'Beroepschrift van een derde ingetrokken'),
  event('intrekken_beslissing', 'Beslissing ingetrokken'),
  event('intrekken_dossier', 'Dossier ingetrokken'),
  event('melden_aanplak_aktename_melding', 'Aanplakking van de aktename gemeld'),
  event('melden_aanplak_beslissing', 'Aanplakking van de beslissing gemeld'),
  event('melding_niet_rechtsgeldig', 'Melding niet rechtsgeldig'),
  event('opladen_beslissing_zaakderwegen', 'Beslissing over de zaak der wegen opgeladen'),
  event('registreren_aanplak_beslissing', 'Aanplakking van de beslissing geregistreerd'),
  event('registreren_aanplak_openbaar_onderzoek', 'Aanplakking van het openbaar onderzoek geregistreerd'),
  event('registreren_analoog_beroepschrift', 'Beroepschrift op papier geregistreerd'),
  event('registreren_beslissing', 'Beslissing geregistreerd'),
  event('registreren_erratum_beslissing', 'Erratum bij de beslissing geregistreerd'),
  event(
    'registreren_intrekking_analoog_beroepschrift',
    'Intrekking van het beroepschrift op papier geregistreerd',
  ),
  event('registreren_intrekking_beroepschrift', 'Intrekking van het beroepschrift geregistreerd'),
  event('registreren_intrekking_beroepschrift_bsac', 'Intrekking van het beroepschrift (BSAC) geregistreerd'),
  event(
    'registreren_intrekking_beroepschrift_derde',
    'Intrekking van het beroepschrift van een derde geregistreerd',
  ),
  event('registreren_intrekking_dossier', 'Intrekking van het dossier geregistreerd'),
  event(
    'registreren_ontvangst_analoog_beroepschrift_bsac',
    'Ontvangst van het beroepschrift op papier (BSAC) geregistreerd',
  ),
];
