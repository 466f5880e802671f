import { randomUUID } from 'node:crypto';

/** A message that Spryng took. */
export interface Kept {
  readonly id: string;
  readonly encoding: string;
  readonly body: string;
  readonly originator: string;
  readonly recipients: readonly string[];
  readonly reference: string | null;
  readonly scheduledAt: string | null;
  readonly createdAt: string;
  readonly credits: number;
}

export interface Refused {
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

const perPage = 15;
const creditsAtStart = 1_000;

/** What Spryng keeps of an account. */
export class MessageBox {
  readonly messages: Kept[] = [];

  constructor(private readonly now: () => number) {}

  get credits(): number {
    return creditsAtStart - this.messages.reduce((sum, { credits }) => sum + credits, 0);
  }

  take(text: string): Kept | Refused {
    const given = fieldsOf(text);
    const errors = faultsOf(given);
    if (Object.keys(errors).length > 0) return { errors };
    const { encoding = 'plain', body, originator, recipients, reference, scheduled_at } = given;
    const content = String(body);
    const [alone, joined] = encoding === 'unicode' ? [70, 67] : [160, 153];
    const parts = content.length <= alone ? 1 : Math.ceil(content.length / joined);
    const kept = {
      id: randomUUID(),
      encoding: String(encoding),
      body: content,
      originator: String(originator),
      recipients: (recipients as unknown[]).map(String),
      reference: typeof reference === 'string' ? reference : null,
      scheduledAt: typeof scheduled_at === 'string' ? scheduled_at : null,
      createdAt: this.#moment(),
      credits: parts * (recipients as unknown[]).length,
    };
    this.messages.push(kept);
    return kept;
  }

  find(id: string): Kept | null {
    return this.messages.find((message) => message.id === id) ?? null;
  }

  /** A message as the API shows it: without its recipients. */
  shown({ id, encoding, body, reference, credits, scheduledAt, createdAt }: Kept): object {
    return {
      id,
      encoding,
      body,
      reference,
      credits,
      scheduled_at: scheduledAt ?? createdAt,
      created_at: createdAt,
      updated_at: createdAt,
      links: { self: `/v1/messages/${id}` },
    };
  }

  /** Newest first, fifteen a page. */
  page(query: URLSearchParams): object {
    const wanted = (name: string, value: string | null) => !query.has(name) || query.get(name) === value;
    const found = this.messages
      .filter(
        ({ originator, reference, recipients }) =>
          wanted('originator', originator) &&
          wanted('reference', reference) &&
          (!query.has('recipient_number') || recipients.includes(query.get('recipient_number')!)),
      )
      .reverse();
    const current = Math.max(1, Number(query.get('page') ?? 1) || 1);
    const from = (current - 1) * perPage;
    return {
      total: found.length,
      per_page: perPage,
      current_page: current,
      last_page: Math.max(1, Math.ceil(found.length / perPage)),
      data: found.slice(from, from + perPage).map((message) => this.shown(message)),
    };
  }

  #moment(): string {
    return new Date(this.now()).toISOString().replace(/\.\d{3}Z$/, '+00:00');
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(text);
    return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** As Laravel tells it: a text or more for each field. */
function faultsOf({ body, encoding, originator, recipients, reference }: Record<string, unknown>) {
  const errors: Record<string, string[]> = {};
  if (typeof body !== 'string' || body === '') errors['body'] = ['The body field is required.'];
  if (encoding !== undefined && !['plain', 'unicode'].includes(String(encoding)))
    errors['encoding'] = ['The selected encoding is invalid.'];
  if (typeof originator !== 'string' || !/^([A-Za-z0-9 ]{1,11}|\d{1,16})$/.test(originator))
    errors['originator'] = ['The originator format is invalid.'];
  if (!Array.isArray(recipients) || recipients.length === 0)
    errors['recipients'] = ['The recipients field is required.'];
  else
    recipients.forEach((recipient: unknown, index) => {
      const number = String(recipient);
      if (!/^[1-9]\d{7,14}$/.test(number) || number.endsWith('98'))
        errors[`recipients.${index}`] = [`The number ${number} is invalid.`];
    });
  if (reference !== undefined && (typeof reference !== 'string' || reference.length > 255))
    errors['reference'] = ['The reference is invalid.'];
  return errors;
}
