import type { AssociationService } from '../capabilities/associations/association.service.js';
import { AssociationsResolver } from '../capabilities/associations/associations.resolver.js';
import {
  CitizenAssociationsResolver,
  RepresentedAssociationResolver,
} from '../capabilities/associations/citizen-associations.resolver.js';
import { CitizensResolver } from '../capabilities/citizens/citizens.resolver.js';
import type { CitizensService } from '../capabilities/citizens/citizens.service.js';
import { CitizenDossiersResolver } from '../capabilities/dossiers/citizen-dossiers.resolver.js';
import type { DossiersService } from '../capabilities/dossiers/dossiers.service.js';
import { PlatformsResolver } from '../capabilities/platforms/platforms.resolver.js';
import type { PlatformsService } from '../capabilities/platforms/platforms.service.js';
import { TextsResolver } from '../capabilities/texts/texts.resolver.js';
import type { TextsService } from '../capabilities/texts/texts.service.js';

/** The services behind the graph, one for each capability. */
export interface Services {
  readonly associations: AssociationService;
  readonly citizens: CitizensService;
  readonly dossiers: DossiersService;
  readonly platforms: PlatformsService;
  readonly texts: TextsService;
}

/** Every resolver of the graph. */
export function createResolvers(services: Services): readonly object[] {
  return [
    new AssociationsResolver(services.associations),
    new CitizensResolver(services.citizens),
    new CitizenAssociationsResolver(services.associations),
    new RepresentedAssociationResolver(services.associations),
    new CitizenDossiersResolver(services.dossiers),
    new PlatformsResolver(services.platforms),
    new TextsResolver(services.texts),
  ];
}
