import { ProductAppointmentsResolver } from '../capabilities/appointments/product-appointments.resolver.js';
import type { AppointmentAddresses } from '../capabilities/appointments/appointment.view.js';
import {
  AppointmentDetailResolver,
  BookingResolver,
  CitizenAppointmentsResolver,
} from '../capabilities/appointments/booking.resolver.js';
import type { AppointmentReadingService } from '../capabilities/appointments/appointment-reading.service.js';
import type { BookingService } from '../capabilities/appointments/booking.service.js';
import { AppointmentsResolver } from '../capabilities/appointments/appointments.resolver.js';
import {
  CitizenWaitingListResolver,
  WaitingListResolver,
} from '../capabilities/appointments/waiting-list.resolver.js';
import type { SlotOfferService } from '../capabilities/appointments/slot-offer.service.js';
import type { WaitingListService } from '../capabilities/appointments/waiting-list.service.js';
import type { AppointmentsService } from '../capabilities/appointments/appointments.service.js';
import { AssociationChangeResolver } from '../capabilities/associations/association-change.resolver.js';
import { AssociationHistoryResolver } from '../capabilities/associations/association-history.resolver.js';
import { AssociationRegistrationResolver } from '../capabilities/associations/association-registration.resolver.js';
import type { AssociationRequestService } from '../capabilities/associations/association-request.service.js';
import type { AssociationService } from '../capabilities/associations/association.service.js';
import { AssociationsResolver } from '../capabilities/associations/associations.resolver.js';
import {
  CitizenAssociationsResolver,
  RepresentedAssociationResolver,
} from '../capabilities/associations/citizen-associations.resolver.js';
import { ManagedAssociationResolver } from '../capabilities/associations/managed-association.resolver.js';
import type { ManagedAssociationService } from '../capabilities/associations/managed-association.service.js';
import { CommandChangesResolver } from '../capabilities/commands/command-changes.resolver.js';
import { CommandHistoryResolver, CommandsResolver } from '../capabilities/commands/commands.resolver.js';
import type { CommandsService } from '../capabilities/commands/commands.service.js';
import { CitizenConsentsResolver, ConsentsResolver } from '../capabilities/consents/consents.resolver.js';
import type { ConsentsService } from '../capabilities/consents/consents.service.js';
import { CitizensResolver } from '../capabilities/citizens/citizens.resolver.js';
import type { CitizensService } from '../capabilities/citizens/citizens.service.js';
import { SocialRecordsResolver } from '../capabilities/citizens/social-records.resolver.js';
import type { SocialRecordsService } from '../capabilities/citizens/social-records.service.js';
import { CitizenDossiersResolver } from '../capabilities/dossiers/citizen-dossiers.resolver.js';
import { DossierStatusResolver } from '../capabilities/dossiers/dossier-status.resolver.js';
import type { DossierStatusService } from '../capabilities/dossiers/dossier-status.service.js';
import type { DossiersService } from '../capabilities/dossiers/dossiers.service.js';
import { CitizenLettersResolver } from '../capabilities/letters/citizen-letters.resolver.js';
import {
  LetterBatchesResolver,
  LetterBatchRowsResolver,
} from '../capabilities/letters/letter-batches.resolver.js';
import type { LetterBatchesService } from '../capabilities/letters/letter-batches.service.js';
import { LetterBringingResolver } from '../capabilities/letters/letter-bringing.resolver.js';
import type { LetterBringingService } from '../capabilities/letters/letter-bringing.service.js';
import { LetterSendingResolver } from '../capabilities/letters/letter-sending.resolver.js';
import type { LetterSendingService } from '../capabilities/letters/letter-sending.service.js';
import { LetterSendersResolver } from '../capabilities/letters/letter-senders.resolver.js';
import type { LetterSendersService } from '../capabilities/letters/letter-senders.service.js';
import { LetterTemplatesResolver } from '../capabilities/letters/letter-templates.resolver.js';
import type { LetterTemplatesService } from '../capabilities/letters/letter-templates.service.js';
import { LetterProofResolver, LettersResolver } from '../capabilities/letters/letters.resolver.js';
import type { LettersService } from '../capabilities/letters/letters.service.js';
import { ProductDossiersResolver } from '../capabilities/dossiers/product-dossiers.resolver.js';
import type { AddressService } from '../capabilities/places/address.service.js';
import { AddressesResolver } from '../capabilities/places/addresses.resolver.js';
import type { ImageryService } from '../capabilities/places/imagery.service.js';
import type { ParcelService } from '../capabilities/places/parcel.service.js';
import { ImageryFrameResolver, ParcelsResolver } from '../capabilities/places/parcels.resolver.js';
import { PermitsResolver } from '../capabilities/permits/permits.resolver.js';
import type { PermitsService } from '../capabilities/permits/permits.service.js';
import { AssociationEventsResolver } from '../capabilities/events/association-events.resolver.js';
import type { EventService } from '../capabilities/events/event.service.js';
import { EventsResolver } from '../capabilities/events/events.resolver.js';
import { PlatformsResolver } from '../capabilities/platforms/platforms.resolver.js';
import type { PlatformsService } from '../capabilities/platforms/platforms.service.js';
import { ProductLinkingResolver } from '../capabilities/products/product-linking.resolver.js';
import type { ProductLinkingService } from '../capabilities/products/product-linking.service.js';
import type { ProductLinkService } from '../capabilities/products/product-link.service.js';
import type { ProductService } from '../capabilities/products/product.service.js';
import { ProfileHeaderResolver } from '../capabilities/profile-header/profile-header.resolver.js';
import type { ProfileHeaderService } from '../capabilities/profile-header/profile-header.service.js';
import { ProductsResolver } from '../capabilities/products/products.resolver.js';
import {
  CitizenSignaturesResolver,
  OwnSignatureRequestResolver,
} from '../capabilities/signatures/citizen-signatures.resolver.js';
import { SignaturesResolver } from '../capabilities/signatures/signatures.resolver.js';
import type { SignaturesService } from '../capabilities/signatures/signatures.service.js';
import { CitizenTimelineResolver } from '../capabilities/timeline/timeline.resolver.js';
import type { TimelineService } from '../capabilities/timeline/timeline.service.js';
import { TextMessagesResolver } from '../capabilities/texts/text-messages.resolver.js';
import type { TextMessagesService } from '../capabilities/texts/text-messages.service.js';
import { TextsResolver } from '../capabilities/texts/texts.resolver.js';
import type { TextsService } from '../capabilities/texts/texts.service.js';
import { WebhooksResolver } from '../capabilities/webhooks/webhooks.resolver.js';
import type { WebhooksService } from '../capabilities/webhooks/webhooks.service.js';

import type { EventSources } from '../vocabulary/subscription.js';

/** The services behind the graph, one for each capability. */
export interface Services {
  readonly appointments: AppointmentsService;
  readonly appointmentReading: AppointmentReadingService;
  readonly bookings: BookingService;
  readonly waitingList: WaitingListService;
  readonly slotOffers: SlotOfferService;
  readonly appointmentAddresses: AppointmentAddresses;
  readonly addresses: AddressService;
  readonly associations: AssociationService;
  readonly associationRequests: AssociationRequestService;
  readonly managedAssociations: ManagedAssociationService;
  readonly citizens: CitizensService;
  readonly socialRecords: SocialRecordsService;
  readonly commands: CommandsService;
  readonly consents: ConsentsService;
  readonly dossierStatus: DossierStatusService;
  readonly dossiers: DossiersService;
  readonly imagery: ImageryService;
  readonly letters: LettersService;
  readonly letterBatches: LetterBatchesService;
  readonly letterBringing: LetterBringingService;
  readonly letterSending: LetterSendingService;
  readonly letterSenders: LetterSendersService;
  readonly letterTemplates: LetterTemplatesService;
  readonly parcels: ParcelService;
  readonly permits: PermitsService;
  readonly events: EventService;
  readonly platforms: PlatformsService;
  readonly profileHeader: ProfileHeaderService;
  readonly products: ProductService;
  readonly productLinks: ProductLinkService;
  readonly productLinking: ProductLinkingService;
  readonly signatures: SignaturesService;
  readonly texts: TextsService;
  readonly textMessages: TextMessagesService;
  readonly timeline: TimelineService;
  readonly webhooks: WebhooksService;
}

/** Where the events of each subscription come from. */
export function createEventSources({ commands }: Pick<Services, 'commands'>): EventSources {
  return { commandChanged: ({ id }, context) => commands.changes(String(id), context) };
}

/** Every resolver of the graph. */
export function createResolvers(services: Services): readonly object[] {
  return [
    new AppointmentsResolver(services.appointments),
    new BookingResolver(services.appointmentReading, services.bookings, services.appointmentAddresses),
    new AppointmentDetailResolver(services.appointmentReading, services.appointmentAddresses),
    new WaitingListResolver(services.waitingList, services.slotOffers, services.appointmentAddresses),
    new CitizenWaitingListResolver(services.waitingList),
    new CitizenAppointmentsResolver(services.appointmentReading, services.appointmentAddresses),
    new AssociationsResolver(services.associations),
    new AssociationHistoryResolver(services.associations),
    new ManagedAssociationResolver(services.managedAssociations),
    new AssociationRegistrationResolver(services.associationRequests),
    new AssociationChangeResolver(services.associationRequests),
    new CitizensResolver(services.citizens),
    new SocialRecordsResolver(services.socialRecords),
    new CitizenAssociationsResolver(services.associations),
    new RepresentedAssociationResolver(services.associations),
    new CommandsResolver(services.commands),
    new CommandHistoryResolver(services.commands),
    new CommandChangesResolver(services.commands),
    new ConsentsResolver(services.consents),
    new CitizenConsentsResolver(services.consents),
    new DossierStatusResolver(services.dossierStatus),
    new CitizenDossiersResolver(services.dossiers),
    new AddressesResolver(services.addresses, services.parcels),
    new ParcelsResolver(services.parcels, services.imagery),
    new ImageryFrameResolver(services.imagery),
    new PermitsResolver(services.permits),
    new EventsResolver(services.events),
    new AssociationEventsResolver(services.events),
    new PlatformsResolver(services.platforms),
    new ProfileHeaderResolver(services.profileHeader),
    new ProductsResolver(services.products),
    new ProductLinkingResolver(services.productLinking),
    new ProductAppointmentsResolver(services.appointments, services.productLinks),
    new ProductDossiersResolver(services.dossiers, services.productLinks),
    new LettersResolver(services.letters),
    new LetterProofResolver(services.letters),
    new LetterBatchesResolver(services.letterBatches),
    new LetterBatchRowsResolver(services.letterBatches),
    new LetterBringingResolver(services.letterBringing),
    new LetterSendingResolver(services.letterSending),
    new LetterSendersResolver(services.letterSenders),
    new LetterTemplatesResolver(services.letterTemplates),
    new CitizenLettersResolver(services.letters),
    new SignaturesResolver(services.signatures),
    new CitizenSignaturesResolver(services.signatures),
    new OwnSignatureRequestResolver(services.signatures),
    new TextsResolver(services.texts),
    new TextMessagesResolver(services.textMessages),
    new CitizenTimelineResolver(services.timeline),
    new WebhooksResolver(services.webhooks),
  ];
}
