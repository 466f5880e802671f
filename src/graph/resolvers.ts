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
import { AssociationEventsResolver } from '../capabilities/events/association-events.resolver.js';
import type { EventService } from '../capabilities/events/event.service.js';
import { EventsResolver } from '../capabilities/events/events.resolver.js';
import { PlatformsResolver } from '../capabilities/platforms/platforms.resolver.js';
import type { PlatformsService } from '../capabilities/platforms/platforms.service.js';

/** The services behind the graph, one for each capability. */
export interface Services {
  readonly associations: AssociationService;
  readonly citizens: CitizensService;
  readonly dossiers: DossiersService;
  readonly events: EventService;
  readonly platforms: PlatformsService;
}

/** Every resolver of the graph. */
export function createResolvers(services: Services): readonly object[] {
  return [
    new AssociationsResolver(services.associations),
    new CitizensResolver(services.citizens),
    new CitizenAssociationsResolver(services.associations),
    new RepresentedAssociationResolver(services.associations),
    new CitizenDossiersResolver(services.dossiers),
    new EventsResolver(services.events),
    new AssociationEventsResolver(services.events),
    new PlatformsResolver(services.platforms),
  ];
}
