import { randomUUID } from 'node:crypto';
import { Agenda, type OpeningHours } from '../../src/adapter/simulator/agenda.js';
import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import {
  activityAnswer,
  Bookings,
  type Chosen,
  fieldStates,
  isOffered,
  secondsOf,
} from './simulator/bookings.js';
import { activities, locations, places, type SeedActivity } from './simulator/seed.js';

export interface JccSimulator extends Simulator<SettingsInput> {
  /** How many appointments it keeps. */
  readonly appointments: number;
  /** What a civil servant sees in the platform's own screens: every appointment with its remarks. */
  booked(): readonly { readonly id: string; readonly remarks: string | null }[];
  /** Cancels an appointment in those screens. */
  cancelAtCounter(id: string): void;
  /** Somebody else is first: takes whatever is left of a time (2026-11-25T09:05) at a location. */
  fill(location: string, start: string, minutes: number): void;
  setHours(location: string, hours: OpeningHours): void;
  /** Answers every booking and cancellation with JCC's InternalException, and does nothing. */
  failChanges: boolean;
  /** Tells that a time is gone as InternalException instead of by its acknowledgement: both are within the contract. */
  refuseByException: boolean;
}

const base = '/api/warp/v1/';
const client = { clientId: 'schakel-sandbox', clientSecret: 'sandbox-jcc' };
const scope = 'warp-api';
const tokenSeconds = 3600;
const longestRangeDays = 50;
const day = 86_400_000;

/** JCC-Afspraken (WARP API v1) on loopback, with the appointments of a fictional Schilde. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<JccSimulator> {
  const agenda = new Agenda({ clock, places, stepMinutes: 5, horizonDays: 365, busyPercent: 35 });
  const bookings = new Bookings(agenda);
  const tokens = new Map<string, number>();
  const switches = { failChanges: false, refuseByException: false };

  function token({ headers, body }: SimulatorRequest): SimulatorReply {
    const form = new URLSearchParams(body.toString('utf8'));
    const basic = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
    if (form.get('grant_type') !== 'client_credentials')
      return json('token', 400, { error: 'unsupported_grant_type' });
    if (headers.authorization !== basic) return json('token', 400, { error: 'invalid_client' });
    if (form.get('scope') !== scope) return json('token', 400, { error: 'invalid_scope' });
    const access = randomUUID();
    tokens.set(access, clock.now() + tokenSeconds * 1000);
    return json('token', 200, {
      access_token: access,
      expires_in: tokenSeconds,
      token_type: 'Bearer',
      scope,
    });
  }

  function isKnown({ headers, expiredCredentials }: SimulatorRequest): boolean {
    const access = headers.authorization?.replace(/^Bearer /, '') ?? '';
    return !expiredCredentials && (tokens.get(access) ?? 0) > clock.now();
  }

  function availableTimes(query: URLSearchParams, chosen: readonly Chosen[] | null): object | null {
    const [location, from, to] = ['locationId', 'fromDate', 'toDate'].map(
      (name) => query.get(name) ?? '',
    ) as [string, string, string];
    const days = (Date.parse(to) - Date.parse(from)) / day;
    const known = locations.some(({ id }) => id === location);
    if (!chosen || !known || !(days >= 0 && days <= longestRangeDays)) return null;
    const seconds = secondsOf(chosen);
    const times: string[] = [];
    // The last day is not among them; from a day to the same day there is nothing.
    for (let n = 0; n < days && isOffered(chosen, location); n += 1) {
      const date = new Date(Date.parse(from) + n * day).toISOString().slice(0, 10);
      times.push(...agenda.starts(location, date, seconds / 60).map((start) => `${date}T${start}:00`));
    }
    return { availableTimesList: times, appointmentDuration: seconds };
  }

  function read(operation: string, path: string, query: URLSearchParams): SimulatorReply {
    const answer = (value: unknown) =>
      value === null ? exception(operation, path) : json(operation, 200, value);
    const selected = activitiesOf(query.getAll('selectedActivityId'));
    switch (operation) {
      case 'version':
        return answer({ warpApiVersion: '1.0', afsprakenVersion: '2026.2' });
      case 'activity-list': {
        const location = query.get('locationId');
        const offered = activities.filter((one) => location === null || one.locations.includes(location));
        return answer(offered.map(activityAnswer));
      }
      case 'activity-additional':
        return answer(
          selected &&
            activities
              .filter((one) => selected.every((other) => other.activityGroupId === one.activityGroupId))
              .filter(
                (one) =>
                  query.get('includeSelectedActivities')?.toLowerCase() === 'true' || !selected.includes(one),
              )
              .map(activityAnswer),
        );
      case 'location-list':
        return answer(locations);
      case 'location-forappointment':
        return answer(
          selected && locations.filter(({ id }) => selected.every((one) => one.locations.includes(id))),
        );
      case 'customerfields':
        return answer(selected && fieldStates(selected));
      case 'availabletimelist':
        return answer(availableTimes(query, chosenOf(query)));
      case 'calculateduration': {
        const chosen = chosenOf(query);
        return answer(chosen && secondsOf(chosen) / 60);
      }
      case 'appointment': {
        const found = bookings.answer(query.get('id') ?? '');
        return found ? json(operation, 200, found) : { operation, status: 404 };
      }
      case 'appointment-qrcode': {
        const id = query.get('id') ?? '';
        return bookings.answer(id)
          ? json(operation, 200, id.replaceAll('-', '').slice(0, 14))
          : { operation, status: 404 };
      }
      default:
        return { operation, status: 404 };
    }
  }

  function book(path: string, body: Buffer): SimulatorReply {
    const operation = 'appointment-book';
    const outcome = bookings.book(JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    if (typeof outcome === 'string') return json(operation, 200, { id: outcome, acknowledgeIsSuccess: true });
    if (outcome.kind === 'internal' || switches.refuseByException) return exception(operation, path);
    return json(operation, 200, {
      acknowledgeIsSuccess: false,
      code: 3,
      message: 'De afspraak kon niet worden gemaakt.',
      validateErrors: outcome.errors,
    });
  }

  function cancel(query: URLSearchParams): SimulatorReply {
    const id = query.get('id') ?? '';
    return bookings.cancel(id)
      ? json('appointment-cancel', 200, { id })
      : { operation: 'appointment-cancel', status: 404 };
  }

  const server = await startSimulatorServer({
    name: 'jcc',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    async route(request) {
      const { method, path, query, body } = request;
      const operation = operationOf(request);
      if (operation === 'token') return token(request);
      if (!isKnown(request)) return { operation, status: 401, headers: { 'www-authenticate': 'Bearer' } };
      const change = operation === 'appointment-book' || operation === 'appointment-cancel';
      if (change && switches.failChanges) return exception(operation, path);
      if (operation === 'appointment-book') return book(path, body);
      if (operation === 'appointment-cancel') return cancel(query);
      return method === 'GET' ? read(operation, path, query) : { operation, status: 405 };
    },
  });

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: { url: `${server.url}${base}`, ...client },
    get appointments() {
      return bookings.count;
    },
    booked: () => bookings.all(),
    cancelAtCounter: (id) => void bookings.cancel(id),
    fill: (location, start, minutes) =>
      agenda.fill(location, start.slice(0, 10), start.slice(11, 16), minutes),
    setHours: (location, hours) => agenda.setHours(location, hours),
    get failChanges() {
      return switches.failChanges;
    },
    set failChanges(fail) {
      switches.failChanges = fail;
    },
    get refuseByException() {
      return switches.refuseByException;
    },
    set refuseByException(refuse) {
      switches.refuseByException = refuse;
    },
  };
}

const operations: Readonly<Record<string, string>> = {
  'POST connect/token': 'token',
  'GET version': 'version',
  'GET activity/listforappointment': 'activity-list',
  'GET activity/listforappointment/additional': 'activity-additional',
  'GET location': 'location-list',
  'GET location/forappointment': 'location-forappointment',
  'GET customer/customerfields/required': 'customerfields',
  'GET appointment/availabletimelist': 'availabletimelist',
  'GET appointment/calculateduration': 'calculateduration',
  'GET appointment': 'appointment',
  'GET appointment/qrcode': 'appointment-qrcode',
  'POST appointment': 'appointment-book',
  'DELETE appointment': 'appointment-cancel',
};

function operationOf({ method, path }: SimulatorRequest): string {
  return operations[`${method} ${path.startsWith(base) ? path.slice(base.length) : path}`] ?? 'unknown';
}

/** Null when there are none, or one is not known: JCC then fails. */
function activitiesOf(ids: readonly string[]): SeedActivity[] | null {
  const found = ids.flatMap((id) => activities.find((one) => one.id === id) ?? []);
  return ids.length > 0 && found.length === ids.length ? found : null;
}

/** Ids and amounts are paired by their order. */
function chosenOf(query: URLSearchParams): Chosen[] | null {
  const found = activitiesOf(query.getAll('activityId'));
  const amounts = query.getAll('amount').map(Number);
  if (!found || amounts.length !== found.length || !amounts.every((amount) => amount >= 1)) return null;
  return found.map((activity, index) => ({ activity, amount: amounts[index]! }));
}

function exception(operation: string, path: string): SimulatorReply {
  const detail = 'InternalException: code -1';
  return json(operation, 500, {
    title: 'InternalException',
    detail,
    instance: path,
    type: 'http://www.jccsoftware.nl/rfc7807/internal-exception',
    status: 500,
    code: -1,
    errors: [{ code: -1, name: 'InternalException', detail }],
  });
}

function json(operation: string, status: number, body: unknown): SimulatorReply {
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
