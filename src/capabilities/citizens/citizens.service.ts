import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import { toSource } from '../../vocabulary/source.js';
import type { Citizen, Household } from './citizen.types.js';
import type { CitizensPort, Person } from './citizens.port.js';

/** Persons and their households. */
export class CitizensService {
  constructor(
    private readonly port: CitizensPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
  ) {}

  /** The person's file: asked once for all the fields of one citizen. */
  person(citizen: Citizen, context: CallContext): Promise<Part<Person>> {
    return (citizen.person ??= partFrom(this.port, this.platform, context, (port, aside) =>
      port.person(citizen.nationalNumber, aside),
    ));
  }

  async household(citizen: Citizen, context: CallContext): Promise<Household> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.household(citizen.nationalNumber, aside),
    );
    return { members: value ?? [], source: toSource(source) };
  }
}
