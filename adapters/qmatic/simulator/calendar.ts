import { randomBytes } from 'node:crypto';
import { type Agenda, onTheWall } from '../../../src/adapter/simulator/agenda.js';
import { branches, type SeedService, services } from './seed.js';

interface Kept {
  readonly agendaId: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

type Given = Readonly<Record<string, unknown>>;

/** What stands behind the simulated Orchestra: branches, services and the appointments it keeps. */
export class Calendar {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly agenda: Agenda,
    private readonly now: () => number,
  ) {}

  get count(): number {
    return this.#kept.size;
  }

  all(): { id: string; remarks: string | null }[] {
    return [...this.#kept].map(([id, { answer }]) => ({
      id,
      remarks: typeof answer.notes === 'string' ? answer.notes : null,
    }));
  }

  /** Null when a branch or service is not known. `extra` counts the customers besides the first one. */
  dates(branch: string, ids: readonly string[], extra: number): string[] | null {
    const minutes = this.minutesOf(branch, ids, extra);
    if (minutes === null) return null;
    const { first, last } = this.agenda.days();
    const found: string[] = [];
    for (let day = first; day <= last; day = nextDay(day))
      if (this.agenda.starts(branch, day, minutes).length > 0) found.push(`${day}T00:00:00`);
    return found;
  }

  times(branch: string, ids: readonly string[], extra: number, day: string): string[] | null {
    const minutes = this.minutesOf(branch, ids, extra);
    return minutes === null ? null : this.agenda.starts(branch, day, minutes);
  }

  /** The appointment as Qmatic tells it; a text is its error code. */
  book(branch: string, day: string, time: string, body: Given): Given | string {
    const customers = Array.isArray(body.customers) ? (body.customers as Given[]) : [];
    const asked = Array.isArray(body.services) ? (body.services as Given[]) : [];
    if (customers.length === 0 || !customers.every(({ lastName }) => Boolean(lastName)))
      return 'CUSTOMER_INCOMPLETE';
    const ids = asked.map(({ publicId }) => String(publicId));
    const minutes = this.minutesOf(branch, ids, customers.length - 1);
    if (minutes === null) return 'SERVICE_NOT_AVAILABLE';
    const agendaId = this.agenda.take(branch, day, time, minutes);
    const start = inUtc(`${day}T${time}:00`);
    if (agendaId === null || start === null) return 'SLOT_NOT_AVAILABLE';
    const answer = {
      notes: body.notes ?? null,
      resource: { custom: null, name: 'Loket 1' },
      created: this.now(),
      updated: this.now(),
      custom: null,
      start: utcText(start),
      end: utcText(start + minutes * 60_000),
      numberOfCustomers: customers.length,
      services: ids.map((id) => serviceAnswer(services.find(({ publicId }) => publicId === id)!)),
      title: body.title ?? null,
      branch: branches.find(({ publicId }) => publicId === branch),
      allDay: false,
      blocking: false,
      customSlotLength: null,
      customers: customers.map((customer) => this.customerAnswer(customer)),
      publicId: randomBytes(32).toString('hex'),
      status: 20,
    };
    this.#kept.set(answer.publicId, { agendaId, answer });
    return answer;
  }

  find(publicId: string): Given | null {
    return this.#kept.get(publicId)?.answer ?? null;
  }

  cancel(publicId: string): boolean {
    const kept = this.#kept.get(publicId);
    if (!kept) return false;
    this.agenda.release(kept.agendaId);
    return this.#kept.delete(publicId);
  }

  private minutesOf(branch: string, ids: readonly string[], extra: number): number | null {
    const chosen = ids.flatMap((id) => services.find(({ publicId }) => publicId === id) ?? []);
    const together = chosen.every(
      ({ branches: at, group }) => at.includes(branch) && group === chosen[0]?.group,
    );
    if (!this.agenda.knows(branch) || chosen.length !== ids.length || ids.length === 0 || !together)
      return null;
    return chosen.reduce((sum, one) => sum + one.duration + extra * one.additionalCustomerDuration, 0);
  }

  private customerAnswer(customer: Given): Given {
    const text = (name: string) => customer[name] ?? null;
    const birth = typeof customer.dateOfBirth === 'string' ? customer.dateOfBirth.slice(0, 10) : null;
    return {
      firstName: text('firstName'),
      lastName: text('lastName'),
      name: `${String(text('firstName'))} ${String(text('lastName'))}`,
      email: text('email'),
      phone: text('phone'),
      identificationNumber: text('identificationNumber'),
      addressLine1: text('addressLine1'),
      addressLine2: null,
      addressZip: text('addressZip'),
      addressCity: text('addressCity'),
      addressState: null,
      addressCountry: null,
      externalId: null,
      custom: null,
      dateOfBirth: birth && inUtc(`${birth}T00:00:00`),
      created: this.now(),
      updated: null,
      retentionPolicy: 'default',
      publicId: randomBytes(32).toString('hex'),
    };
  }
}

export function serviceAnswer(service: SeedService): Given {
  const { publicId, name, duration, additionalCustomerDuration, active, publicEnabled } = service;
  return {
    publicId,
    name,
    duration,
    additionalCustomerDuration,
    active,
    publicEnabled,
    created: 1_735_689_600_000,
    updated: 1_767_225_600_000,
    custom: customOf(service),
  };
}

/** As groups name a service. */
export function groupAnswer(members: readonly SeedService[]): Given {
  return {
    services: members.map((service) => ({
      publicId: service.publicId,
      name: service.name,
      duration: service.duration,
      additionalCustomerDuration: service.additionalCustomerDuration,
      custom: customOf(service),
    })),
  };
}

const customOf = ({ infoText }: SeedService) =>
  JSON.stringify({
    rescheduleEnabled: true,
    cancelEnabled: true,
    emails: '',
    hisId: '',
    notesFieldEnabled: false,
    infoText,
    servicenametranslations: [],
  });

/** Brussels is one or two hours ahead; two in the hour that comes twice. Null for a time that does not exist. */
function inUtc(wallTime: string): number | null {
  const asUtc = Date.parse(`${wallTime}Z`);
  return [2, 1].map((hours) => asUtc - hours * 3_600_000).find((at) => onTheWall(at) === wallTime) ?? null;
}

const utcText = (epochMs: number) => new Date(epochMs).toISOString().replace('Z', '+0000');

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
