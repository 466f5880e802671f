import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import { dayAfter, wallTimeOf } from '../../context/wall-time.js';
import type { AppointmentPart, AppointmentsPort, Slot } from './appointments.port.js';

/** What times are looked for, by the ids of the platform. */
export interface Wanted {
  readonly platform: string;
  /** Undefined when the platform is not configured any more. */
  readonly port: AppointmentsPort | undefined;
  readonly parts: readonly AppointmentPart[];
  readonly location: { readonly id: string; readonly timeZone: string };
}

const mostAlternatives = 5;

/** The free time that begins at a moment; null when there is none. */
export async function slotAt(
  { port, parts, location }: Wanted & { readonly port: AppointmentsPort },
  start: Date,
  context: CallContext,
): Promise<Slot | null> {
  const day = wallTimeOf(start, location.timeZone).slice(0, 10);
  const { value } = await port.slots(
    { parts: bare(parts), location: location.id, from: day, to: day },
    context,
  );
  return value.find((slot) => slot.start.getTime() === start.getTime()) ?? null;
}

/** The free times nearest to a moment, in order, asked again now; null when the platform could not be asked. */
export async function slotsAround(
  { platform, port, parts, location }: Wanted,
  start: Date,
  now: number,
  context: CallContext,
): Promise<Part<readonly Slot[]>> {
  const today = wallTimeOf(new Date(now), location.timeZone).slice(0, 10);
  const day = wallTimeOf(start, location.timeZone).slice(0, 10);
  const from = [today, dayAfter(day, -1)].toSorted()[1]!;
  const { value, source } = await partFrom(port, platform, context, (known, aside) =>
    known.slots(
      { parts: bare(parts), location: location.id, from, to: dayAfter(from, 7), fresh: true },
      aside,
    ),
  );
  const distance = (slot: Slot) => Math.abs(slot.start.getTime() - start.getTime());
  const nearest = value
    ?.filter((slot) => slot.start.getTime() > now && distance(slot) > 0)
    .toSorted((one, other) => distance(one) - distance(other))
    .slice(0, mostAlternatives)
    .toSorted((one, other) => one.start.getTime() - other.start.getTime());
  return { value: nearest ?? null, source };
}

const bare = (parts: readonly AppointmentPart[]) => parts.map(({ service, people }) => ({ service, people }));
