import type { SimulatedService } from '../../../src/adapter/magda/simulator/gateway.js';
import type { Clock } from '../../../src/context/clock.js';
import { createRepertorium } from './repertorium.js';
import { personServices } from './services.js';
import { socialServices } from './social-services.js';

export interface SimulatedMagda {
  readonly services: readonly SimulatedService[];
  /** How many registrations hold in the Repertorium. */
  registered(): number;
}

/** Every service behind the gateway, with the state they share. */
export function simulatedMagda(clock: Clock): SimulatedMagda {
  const repertorium = createRepertorium(clock);
  return {
    services: [...personServices(repertorium), ...socialServices(repertorium)],
    registered: repertorium.held,
  };
}
