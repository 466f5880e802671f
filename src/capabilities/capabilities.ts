import type { CapabilityName } from '../adapter/contract.js';

/** What the hub tells of a capability that asks something of an adapter. */
export interface Capability {
  /** What citizens notice when no platform serves it, in Dutch. */
  readonly citizenImpact: string;
  /**
   * Whether several configured adapters may serve it side by side. Left out: one, and a second one in the settings is an
   * error at start.
   */
  readonly sharedByAdapters?: true;
}

/** Every capability with a port. A port file without an entry here does not compile. */
export const capabilities: Readonly<Record<CapabilityName, Capability>> = {
  appointments: {
    citizenImpact: 'Afspraken maken, bekijken en annuleren gaat niet.',
    sharedByAdapters: true,
  },
  associations: {
    citizenImpact:
      'Verenigingen zoeken gebeurt in onze eigen kopie, die dan niet meer bijgewerkt wordt; de verenigingen van een burger zelf ontbreken.',
  },
  citizens: { citizenImpact: 'Naam, adres en gezin van een burger ontbreken.' },
  dossiers: { citizenImpact: 'De dossiers van een burger ontbreken.' },
  dossierPublication: {
    citizenImpact: 'Een nieuwe stand van een dossier bij de gemeente verschijnt niet in Mijn Burgerprofiel.',
  },
  attests: { citizenImpact: 'Mijn Burgerprofiel toont de attesten van de gemeente niet.' },
  profileHeader: { citizenImpact: 'De hoofding van Mijn Burgerprofiel op de website kan ontbreken.' },
  products: {
    citizenImpact: 'Producten en diensten komen uit onze eigen kopie, die dan niet meer bijgewerkt wordt.',
  },
  places: { citizenImpact: 'Adressen, percelen en luchtfoto’s worden niet gevonden.' },
  permits: {
    citizenImpact: 'Omgevingsprojecten komen uit onze eigen kopie, die dan niet meer bijgewerkt wordt.',
  },
  events: { citizenImpact: 'De agenda van de gemeente en van haar verenigingen is leeg.' },
  letters: {
    citizenImpact: 'Brieven (e-Box en papier) vertrekken niet; de laatst gekende stand wordt getoond.',
  },
  signatures: {
    citizenImpact: 'Documenten ondertekenen gaat niet; de laatst gekende stand wordt getoond.',
  },
  texts: { citizenImpact: 'Sms-berichten vertrekken niet.', sharedByAdapters: true },
};

export const capabilityNames = Object.keys(capabilities) as readonly CapabilityName[];
