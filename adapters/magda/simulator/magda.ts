import type { SimulatedService } from '../../../src/adapter/magda/simulator/gateway.js';
import type { Clock } from '../../../src/context/clock.js';
import { mutationService } from './mutation-service.js';
import type { SimulatedMutation } from './mutation-service.js';
import { createRepertorium } from './repertorium.js';
import { personServices } from './services.js';
import { socialServices } from './social-services.js';

export interface SimulatedMagda {
  readonly services: readonly SimulatedService[];
  /** How many registrations hold in the Repertorium. */
  registered(): number;
  /** Changes somebody's file: whoever registered that person hears of it (GeefPersoonMutatiesNotificaties). */
  mutate(mutation: SimulatedMutation): void;
}

/** Every service behind the gateway, with the state they share. */
export function simulatedMagda(clock: Clock, mutationsPerBatch?: number): SimulatedMagda {
  const repertorium = createRepertorium(clock);
  const { service, mutate } = mutationService(repertorium, clock, mutationsPerBatch);
  return {
    services: [...personServices(repertorium), ...socialServices(repertorium), service],
    registered: () => repertorium.current().length,
    mutate,
  };
}
