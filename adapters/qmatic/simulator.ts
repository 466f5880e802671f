import { Agenda, type OpeningHours } from '../../src/adapter/simulator/agenda.js';
import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { Calendar, groupAnswer, serviceAnswer } from './simulator/calendar.js';
import { branches, places, services } from './simulator/seed.js';

export interface QmaticSimulator extends Simulator<SettingsInput> {
  /** How many appointments it keeps. */
  readonly appointments: number;
  /** What a civil servant sees in the platform's own screens: every appointment with its remarks. */
  booked(): readonly { readonly id: string; readonly remarks: string | null }[];
  /** Cancels an appointment in those screens. */
  cancelAtCounter(id: string): void;
  /** Somebody else is first: takes whatever is left of a time (2026-11-25T09:05) at a branch. */
  fill(branch: string, start: string, minutes: number): void;
  setHours(branch: string, hours: OpeningHours): void;
  /** Answers every booking and cancellation with an error of its own, and does nothing. */
  failChanges: boolean;
}

/** One piece of a path, and the matrix parameters (;name=value) that hang on its end. */
interface Address {
  readonly pieces: readonly string[];
  all(name: string): readonly string[];
}

const base = '/calendar-backend/public/api/';
const apiKey = 'sandbox-qmatic';

/** The public calendar API of Qmatic Orchestra on loopback, with the social house of a fictional Schilde. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<QmaticSimulator> {
  const agenda = new Agenda({ clock, places, stepMinutes: 5, horizonDays: 90, busyPercent: 35 });
  const calendar = new Calendar(agenda, () => clock.now());
  const switches = { failChanges: false };

  function perform({ method, path, body }: SimulatorRequest, operation: string): SimulatorReply {
    const address = addressOf(path);
    const [, , id = '', , date = '', , time = ''] = address.pieces;
    const asked = address.all('servicePublicId');
    const extra = Number(address.all('numberOfCustomers')[0] ?? 0);
    const list = (name: string, items: readonly unknown[] | null) =>
      items
        ? json(operation, 200, { [name]: items, ...around(items.length, address) })
        : { operation, status: 404 };
    const change = operation === 'book' || operation === 'cancel';
    if (change && switches.failChanges) return error(operation, 'GENERAL_ERROR', 'Er ging iets mis.');

    switch (operation) {
      case 'services':
        return list('serviceList', services.map(serviceAnswer));
      case 'branches':
        return list('branchList', branches);
      case 'branch': {
        const branch = branches.find(({ publicId }) => publicId === id);
        return branch ? json(operation, 200, { branch, ...around(1, address) }) : { operation, status: 404 };
      }
      case 'branch-services':
        return list(
          'serviceList',
          agenda.knows(id) ? services.filter((one) => one.branches.includes(id)).map(serviceAnswer) : null,
        );
      case 'service-branches': {
        const service = services.find(({ publicId }) => publicId === id);
        return list(
          'branchList',
          service ? branches.filter(({ publicId }) => service.branches.includes(publicId)) : null,
        );
      }
      case 'service-groups':
        return json(operation, 200, groupsWith(asked));
      case 'branch-groups':
        return json(operation, 200, groupsAt(id, asked));
      case 'dates':
        return list('dates', calendar.dates(id, asked, extra));
      case 'times':
        return list('times', calendar.times(id, asked, extra, date));
      case 'book': {
        const outcome = calendar.book(
          id,
          date,
          time,
          JSON.parse(body.toString('utf8')) as Record<string, unknown>,
        );
        if (typeof outcome === 'string')
          return error(operation, outcome, 'De afspraak kon niet worden gemaakt.');
        return {
          operation,
          status: 202,
          headers: { 'content-type': 'application/text;charset=UTF-8' },
          body: JSON.stringify(outcome),
        };
      }
      case 'appointment': {
        const appointment = calendar.find(id);
        return appointment
          ? json(operation, 200, { appointment, ...around(1, address) })
          : { operation, status: 404 };
      }
      case 'cancel':
        return { operation, status: calendar.cancel(id) ? 204 : 404 };
      default:
        return { operation, status: method === 'GET' ? 404 : 405 };
    }
  }

  const server = await startSimulatorServer({
    name: 'qmatic',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    async route(request) {
      const operation = operationOf(request);
      if (request.headers['x-api-key'] !== apiKey || request.expiredCredentials)
        return { operation, status: 401 };
      return perform(request, operation);
    },
  });

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: { url: `${server.url}${base}`, apiKey },
    get appointments() {
      return calendar.count;
    },
    booked: () => calendar.all(),
    cancelAtCounter: (id) => void calendar.cancel(id),
    fill: (branch, start, minutes) => agenda.fill(branch, start.slice(0, 10), start.slice(11, 16), minutes),
    setHours: (branch, hours) => agenda.setHours(branch, hours),
    get failChanges() {
      return switches.failChanges;
    },
    set failChanges(fail) {
      switches.failChanges = fail;
    },
  };
}

const routes: readonly (readonly [RegExp, string])[] = [
  [/^GET v1 services$/, 'services'],
  [/^GET v1 branches$/, 'branches'],
  [/^GET v1 services groups$/, 'service-groups'],
  [/^GET v1 branches \S+$/, 'branch'],
  [/^GET v1 branches \S+ services$/, 'branch-services'],
  [/^GET v1 services \S+ branches$/, 'service-branches'],
  [/^GET v2 branches \S+ services groups$/, 'branch-groups'],
  [/^GET v2 branches \S+ dates$/, 'dates'],
  [/^GET v2 branches \S+ dates \S+ times$/, 'times'],
  [/^POST v2 branches \S+ dates \S+ times \S+ book$/, 'book'],
  [/^GET v1 appointments \S+$/, 'appointment'],
  [/^DELETE v1 appointments \S+$/, 'cancel'],
];

function operationOf({ method, path }: SimulatorRequest): string {
  const text = [method, ...addressOf(path).pieces].join(' ');
  return routes.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

function addressOf(path: string): Address {
  const [place = '', ...parameters] = path.slice(path.startsWith(base) ? base.length : 1).split(';');
  const pairs = parameters.map((parameter) => parameter.split('=').map(decodeURIComponent));
  return {
    pieces: place.split('/').map(decodeURIComponent),
    all: (name) => pairs.filter(([key]) => key === name).map(([, value = '']) => value),
  };
}

/** As version 1 answers: for each branch, the services that go together with all of these. */
function groupsWith(asked: readonly string[]): object[] {
  return branches
    .map(({ publicId, name }) => ({
      branchPublicId: publicId,
      branchName: name,
      serviceGroups: groupsAt(publicId, asked),
    }))
    .filter(({ serviceGroups }) => serviceGroups.length > 0);
}

function groupsAt(branch: string, asked: readonly string[]): object[] {
  const here = services.filter((one) => one.publicEnabled && one.branches.includes(branch));
  const groups = [...new Set(here.map(({ group }) => group))];
  return groups
    .map((group) => here.filter((one) => one.group === group))
    .filter((members) => asked.every((id) => members.some(({ publicId }) => publicId === id)))
    .map(groupAnswer);
}

/** What stands around every list: the parameters come back as texts with brackets. */
function around(totalResults: number, address: Address): object {
  const names = ['numberOfCustomers', 'servicePublicId'].filter((name) => address.all(name).length > 0);
  const entries = names.map((name) => [name, `[${address.all(name).join(', ')}]`]);
  return {
    meta: {
      start: '',
      end: '',
      totalResults,
      offset: null,
      limit: null,
      fields: '',
      arguments: Object.fromEntries(entries),
    },
    notifications: [],
  };
}

function error(operation: string, code: string, message: string): SimulatorReply {
  return { operation, status: 500, headers: { error_code: code, error_message: message } };
}

function json(operation: string, status: number, body: unknown): SimulatorReply {
  return { operation, status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
