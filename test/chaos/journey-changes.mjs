// Every kind of change that the graph has for something that goes out, as an application asks for it, and what each must have
// come to at its platform.
import { patienceMs, wait } from './processes.mjs';

const problem = '... on Problem { code message }';
const mutations = {
  text: `mutation ($input: SendTextInput!, $key: String!) {
    change: sendText(input: $input, idempotencyKey: $key) { __typename ... on TextMessage { id commandId } ${problem} } }`,
  letter: `mutation ($citizen: NationalNumber!, $letter: LetterInput!, $key: String!) {
    change: sendLetter(nationalNumber: $citizen, purpose: "dossier-handling", letter: $letter, idempotencyKey: $key) {
      __typename ... on Letter { id commandId } ${problem} } }`,
  enterprise: `mutation ($kbo: KboNumber!, $letter: LetterInput!, $key: String!) {
    change: sendLetterToEnterprise(kboNumber: $kbo, letter: $letter, idempotencyKey: $key) {
      __typename ... on Letter { id commandId } ${problem} } }`,
  status: `mutation ($citizen: NationalNumber!, $status: DossierStatusInput!, $key: String!) {
    change: publishDossierStatus(nationalNumber: $citizen, purpose: "dossier-handling", status: $status, idempotencyKey: $key) {
      __typename ... on DossierStatusPublication { id commandId } ${problem} } }`,
  signature: `mutation ($input: SignatureRequestInput!, $key: String!) {
    change: requestSignature(input: $input, idempotencyKey: $key) {
      __typename ... on SignatureRequest { id commandId } ${problem} } }`,
  recall: `mutation ($id: ID!, $key: String!) {
    change: recallSignatureRequest(id: $id, idempotencyKey: $key) {
      __typename ... on SignatureRequest { id } ${problem} } }`,
  book: `mutation ($input: BookAppointmentInput!, $key: String!) {
    change: bookAppointment(input: $input, idempotencyKey: $key) {
      __typename ... on Appointment { id commandId: reference } ${problem} } }`,
  reschedule: `mutation ($id: ID!, $start: DateTime!, $key: String!) {
    change: rescheduleAppointment(id: $id, start: $start, idempotencyKey: $key) {
      __typename ... on Appointment { id commandId: reference } ${problem} } }`,
  cancel: `mutation ($id: ID!, $key: String!) {
    change: cancelAppointment(id: $id, idempotencyKey: $key) { __typename ... on Appointment { id } ${problem} } }`,
};
const template = `mutation ($template: LetterTemplateInput!, $key: String!) {
  change: saveLetterTemplate(template: $template, idempotencyKey: $key) { __typename ... on LetterTemplate { id } ${problem} } }`;

const citizen = '83630211767';
const club = '0406798006';
/** Never opened its e-Box: what goes there goes on paper too. */
export const unreached = '0403019261';
/** What is to be taken back is not signed meanwhile. */
export const toBeRecalled = 'Terug te nemen';

/** One round: each kind, those that change what another one made behind it. */
const round = [
  'text',
  'letter',
  'book',
  'status',
  'signature',
  'enterprise',
  'booked-and-rescheduled',
  'text',
  'template',
  'booked-and-cancelled',
  'unreached',
  'asked-and-recalled',
];
/** Each kind of appointment at each platform in turn. */
const platformOf = (number) => ((number + Math.floor(number / round.length)) % 2 ? 'jcc' : 'qmatic');
/** How many changes such a place in the round is. */
const changesOf = (kind) => (kind.includes('-and-') ? 2 : 1);

/** The first `total` changes, in rounds; what belongs together is not torn apart. */
export function planned(total) {
  const tasks = [];
  for (let changes = 0; changes < total; changes += changesOf(tasks.at(-1).kind))
    tasks.push({ kind: round[tasks.length % round.length], number: tasks.length });
  return tasks;
}

/**
 * Asks for the changes; `changes` is what was asked so far. Each has its key, so that it can be asked again, and `command`,
 * the id of its command as far as the graph tells it.
 */
export function createChanges({ client, pdf, seed }) {
  const changes = [];
  const slots = { jcc: [], qmatic: [] };

  async function ask(kind, number, variables, more = {}) {
    const asked = { kind, key: `chaos-${seed}-${number}-${kind}`, variables, ...more };
    const answer = await client.change(mutations[kind], { ...variables, key: asked.key });
    const refused = answer.code ? `${kind}: ${answer.code}` : null;
    changes.push(Object.assign(asked, { id: answer.id ?? null, command: answer.commandId ?? null, refused }));
    return asked;
  }

  const letter = async (subject, over = {}) => ({
    subject,
    fileId: await client.upload(pdf),
    messageType: 'SCHILDE_BRIEF_BURGER',
    ...over,
  });
  const signature = async (title, number) => ({
    input: {
      title,
      files: [{ id: await client.upload(pdf) }],
      recipients: [{ email: `chaos-${number}@schilde.example`, name: 'Tom Wouters' }],
    },
  });

  async function book(number) {
    const { start, customer, service, location } = slots[platformOf(number)].shift();
    return ask('book', number, { input: { service, location, start, customer } });
  }

  /** A person may have to look first. */
  async function until(query, id, state) {
    const end = Date.now() + patienceMs;
    for (;;) {
      const { one } = await client.ask(query, { id });
      if (one.state === state) return;
      if (Date.now() > end) throw new Error(`What should be ${state} stays ${one.state}.`);
      await wait(1_000);
    }
  }

  const tasks = {
    text: (number) =>
      ask('text', number, { input: { to: '0470123456', content: `Proef ${seed}-${number}.` } }),
    letter: async (number) =>
      ask('letter', number, { citizen, letter: await letter(`Proef ${seed}-${number}`) }),
    enterprise: async (number) =>
      ask('enterprise', number, {
        kbo: club,
        letter: await letter(`Proef ${seed}-${number}`, { messageType: 'SCHILDE_BRIEF_ONDERNEMING' }),
      }),
    unreached: async (number) =>
      ask('enterprise', number, {
        kbo: unreached,
        letter: await letter(`Proef ${seed}-${number}`, { messageType: 'SCHILDE_BRIEF_ONDERNEMING' }),
      }),
    template: (number) =>
      ask('letter', number, {
        citizen,
        letter: {
          messageType: 'SCHILDE_BRIEF_BURGER',
          template: { name: 'proef', fields: [{ name: 'nummer', value: `${seed}-${number}` }] },
        },
      }),
    status: (number) =>
      ask('status', number, {
        citizen,
        status: {
          number: `SCH-${seed}-${number}`,
          name: 'Premie voor een regenwaterput',
          from: '2026-11-02T09:00:00+01:00',
          phase: 'HANDLING',
        },
      }),
    signature: async (number) => ask('signature', number, await signature(`Proef ${seed}-${number}`, number)),
    book,
    async 'booked-and-rescheduled'(number) {
      const { start } = slots[platformOf(number)].shift();
      const before = await book(number);
      if (before.refused) return;
      await until('query ($id: ID!) { one: appointment(id: $id) { state } }', before.id, 'BOOKED');
      const after = await ask('reschedule', number, { id: before.id, start }, { before });
      if (!after.refused) before.replaced = true;
    },
    async 'booked-and-cancelled'(number) {
      const before = await book(number);
      if (before.refused) return;
      await until('query ($id: ID!) { one: appointment(id: $id) { state } }', before.id, 'BOOKED');
      const after = await ask('cancel', number, { id: before.id }, { before });
      if (!after.refused) before.replaced = true;
    },
    async 'asked-and-recalled'(number) {
      const title = `${toBeRecalled} ${seed}-${number}`;
      const before = await ask('signature', number, await signature(title, number));
      // One that was sent is taken back at the platform; one that was not is never sent.
      if (Math.floor(number / round.length) % 2)
        await until('query ($id: ID!) { one: signatureRequest(id: $id) { state } }', before.id, 'WAITING');
      const after = await ask('recall', number, { id: before.id }, { before });
      if (!after.refused) before.replaced = true;
    },
  };

  return {
    changes,
    /** Before anything is killed: a template, and as many free times as are needed. */
    async prepare(tasksToCome) {
      await client.change(template, {
        key: `chaos-${seed}-template`,
        template: { name: 'proef', subject: 'Proef {{nummer}}', body: 'Beste\n\nDit is proef {{nummer}}.' },
      });
      const needed = { jcc: 0, qmatic: 0 };
      for (const { kind, number } of tasksToCome)
        if (kind.startsWith('book')) needed[platformOf(number)] += kind === 'booked-and-rescheduled' ? 2 : 1;
      for (const platform of ['jcc', 'qmatic'])
        slots[platform] = await freeTimes(client, platform, needed[platform]);
    },
    perform: ({ kind, number }) => tasks[kind](number),
    /** Asks everything again under its key: the same id, or else the hub forgot it. */
    async forgotten() {
      let found = 0;
      for (const { kind, key, variables, id, refused } of changes) {
        if (refused) continue;
        const again = await client.change(mutations[kind], { ...variables, key });
        if (again.id !== id) found += 1;
      }
      return found;
    },
  };
}

/** Free times of one service at one place, that do not touch. */
async function freeTimes(client, platform, count) {
  const { appointmentServices: services } = await client.ask(
    '{ appointmentServices { id durationMinutes locations { id } source { platform } } }',
  );
  const own = services.filter(
    ({ source, locations }) => source.platform === platform && locations.length > 0,
  );
  const found = [];
  for (const { id: service, durationMinutes, locations } of own) {
    if (found.length >= count) break;
    const customer = await customerOf(client, service);
    const location = locations[0].id;
    for (let week = 1; week < 10 && found.length < count; week += 1) {
      const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
      const { appointmentSlots: free } = await client.ask(
        `query ($service: ID!, $location: ID!, $from: Date, $to: Date) {
          appointmentSlots(service: $service, location: $location, from: $from, to: $to) { start end } }`,
        { service, location, from: day(week * 7), to: day(week * 7 + 6) },
      );
      let last = 0;
      for (const { start, end } of free) {
        if (Date.parse(start) < last) continue;
        last = Date.parse(end) + (durationMinutes ?? 30) * 60_000;
        found.push({ start, service, location, customer });
      }
    }
    // Services share their counters: one service's times are enough, or the next would take them away.
    if (found.length > 0) break;
  }
  if (found.length < count) throw new Error(`${platform} has ${found.length} free times, not ${count}.`);
  return found;
}

const aboutCustomer = {
  FIRST_NAME: ['firstName', 'Lucas'],
  LAST_NAME: ['lastName', 'Janssens'],
  EMAIL: ['email', 'lucas.janssens@burger.example'],
  PHONE: ['phone', '033801600'],
  MOBILE_PHONE: ['mobilePhone', '0470123456'],
  BIRTH_DATE: ['birthDate', '1983-03-02'],
  NATIONAL_NUMBER: ['nationalNumber', citizen],
  STREET: ['street', 'Turnhoutsebaan'],
  HOUSE_NUMBER: ['houseNumber', '10'],
  POSTAL_CODE: ['postalCode', '2970'],
  CITY: ['city', 'Schilde'],
};

async function customerOf(client, service) {
  const { asked } = await client.ask(
    `query ($service: ID!) { asked: appointmentCustomerFields(service: $service) { fields { code required } oneOf } }`,
    { service },
  );
  const codes = asked.fields.flatMap(({ code, required }) => (required ? [code] : []));
  return Object.fromEntries(
    [...codes, 'LAST_NAME', ...asked.oneOf.map(([first]) => first)].map((code) => aboutCustomer[code]),
  );
}
