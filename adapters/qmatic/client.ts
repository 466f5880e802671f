import type { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import * as documents from './documents.js';

export const platform = 'qmatic';

/** What is asked for: services, and for how many customers in all. */
export interface Wish {
  readonly branch: string;
  readonly services: readonly string[];
  /** At least 1. */
  readonly customers: number;
}

export interface Moment {
  /** 2026-11-25. */
  readonly date: string;
  /** HH:MM on the clock of the branch. */
  readonly time: string;
}

/** A booking that Qmatic made, or refused with its code. */
export type Booked =
  { readonly publicId: string } | { readonly publicId: null; readonly refusal: string | null };
export type Cancelled =
  | { readonly kind: 'DONE' }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'REFUSED'; readonly refusal: string };

interface Question<T> {
  readonly operation: string;
  readonly url: string;
  readonly shape: z.ZodType<T>;
  /** Never from a cache: something has just changed. */
  readonly fresh?: boolean;
}

export type Client = ReturnType<typeof createClient>;

/** The operations of Orchestra's public calendar API, typed, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire) {
  const headers = { accept: 'application/json' };

  function read<T>({ operation, url, shape, fresh }: Question<T>, context: CallContext): Promise<Sourced<T>> {
    return wire.call(
      {
        operation,
        effect: 'read',
        ...(fresh ? { scope: 'NONE' } : { scope: 'PUBLIC', cacheKey: url }),
        request: { method: 'GET', url, headers, accept: [200, 500] },
        read(response) {
          if (response.status === 500) throw failure(response);
          return shape.parse(json(response));
        },
      },
      context,
    );
  }

  const part = encodeURIComponent;

  return {
    /** GET v1/services; never from the cache when it is to tell whether the key is accepted. */
    services: (context: CallContext, options: { readonly fresh?: boolean } = {}) =>
      read({ operation: 'services', url: 'v1/services', shape: documents.services, ...options }, context),

    /** GET v1/branches. */
    branches: (context: CallContext) =>
      read({ operation: 'branches', url: 'v1/branches', shape: documents.branches }, context),

    /** GET v1/branches/{id}/services. */
    servicesOfBranch: (branch: string, context: CallContext) =>
      read(
        {
          operation: 'branch-services',
          url: `v1/branches/${part(branch)}/services`,
          shape: documents.services,
        },
        context,
      ),

    /** GET v1/services/{id}/branches. */
    branchesOfService: (service: string, context: CallContext) =>
      read(
        {
          operation: 'service-branches',
          url: `v1/services/${part(service)}/branches`,
          shape: documents.branches,
        },
        context,
      ),

    /** GET v1/services/groups: what may stand in one appointment with these. */
    groups: (services: readonly string[], context: CallContext) =>
      read(
        {
          operation: 'service-groups',
          url: `v1/services/groups${servicePublicIds(services)}`,
          shape: documents.groups,
        },
        context,
      ),

    /** GET v2/branches/{id}/dates: every day with a free time, however far ahead. */
    dates: (wish: Wish, context: CallContext, options: { readonly fresh?: boolean } = {}) =>
      read(
        {
          operation: 'dates',
          url: `v2/branches/${part(wish.branch)}/dates${matrix(wish)}`,
          shape: documents.dates,
          ...options,
        },
        context,
      ),

    /** GET v2/branches/{id}/dates/{date}/times. */
    times: (wish: Wish, date: string, context: CallContext, options: { readonly fresh?: boolean } = {}) =>
      read(
        {
          operation: 'times',
          url: `v2/branches/${part(wish.branch)}/dates/${date}/times${matrix(wish)}`,
          shape: documents.times,
          ...options,
        },
        context,
      ),

    /** POST v2/branches/{id}/dates/{date}/times/{time}/book. Its JSON comes with status 202 and as application/text. */
    book(
      branch: string,
      { date, time }: Moment,
      request: documents.AppointmentRequest,
      context: CallContext,
    ): Promise<ChangeAttempt<Booked>> {
      return attemptChange(
        wire,
        {
          operation: 'book',
          async perform(send) {
            const response = await send({
              method: 'POST',
              url: `v2/branches/${part(branch)}/dates/${date}/times/${time}/book`,
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(request),
              accept: [200, 201, 202, 400, 404, 409, 422, 500],
            });
            if (response.status >= 400) return { publicId: null, refusal: refusalOf(response) };
            const { publicId } = documents.appointment.parse(json(response));
            return { publicId };
          },
        },
        context,
      );
    },

    /** GET v1/appointments/{id}. Null when Qmatic does not know it (404). */
    appointment(id: string, context: CallContext): Promise<Sourced<documents.AppointmentDocument | null>> {
      return wire.call(
        {
          operation: 'appointment',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const url = `v1/appointments/${part(id)}`;
            const response = await send({ method: 'GET', url, headers, accept: [200, 404, 500] });
            if (response.status === 500) throw failure(response);
            if (response.status === 404) return null;
            return documents.foundAppointment.parse(json(response)).appointment;
          },
        },
        context,
      );
    },

    /** DELETE v1/appointments/{id}. */
    cancel(id: string, context: CallContext): Promise<ChangeAttempt<Cancelled>> {
      return attemptChange<Cancelled>(
        wire,
        {
          operation: 'cancel',
          async perform(send) {
            const url = `v1/appointments/${part(id)}`;
            const response = await send({
              method: 'DELETE',
              url,
              headers,
              accept: [200, 204, 400, 404, 409, 422, 500],
            });
            if (response.status === 404) return { kind: 'NOT_FOUND' };
            if (response.status >= 400) return { kind: 'REFUSED', refusal: refusalOf(response) };
            return { kind: 'DONE' };
          },
        },
        context,
      );
    },
  };
}

const servicePublicIds = (services: readonly string[]) =>
  services.map((service) => `;servicePublicId=${encodeURIComponent(service)}`).join('');

/** Qmatic counts the customers that come besides the first one, and wants nothing said when there are none. */
function matrix({ services, customers }: Wish): string {
  return `${servicePublicIds(services)}${customers > 1 ? `;numberOfCustomers=${customers - 1}` : ''}`;
}

/** Qmatic's reason. Throws HTTP_5XX for a 500 without one: it may come from before or behind it. */
function refusalOf(response: HttpResponse): string {
  const code = errorCode(response);
  if (code === null && response.status === 500) throw failure(response);
  return code ?? `HTTP_${response.status}`;
}

function failure(response: HttpResponse): PlatformError {
  const platformCode = errorCode(response);
  return new PlatformError(platform, platformCode === null ? 'HTTP_5XX' : 'SERVER_FAULT', {
    status: response.status,
    ...(platformCode !== null && { platformCode }),
  });
}

/** Only the code: `error_message` may repeat what was asked. */
function errorCode({ headers }: HttpResponse): string | null {
  const code = headers.error_code?.trim() ?? '';
  return /^[\w.-]{1,40}$/.test(code) ? code : null;
}

/** Whatever the content type says: a booking comes as text. */
function json(response: HttpResponse): unknown {
  return JSON.parse(response.body.toString('utf8'));
}
