import type { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { AppointmentPart, SlotSearch } from '../../src/capabilities/appointments/appointments.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { dayAfter } from '../../src/context/wall-time.js';
import * as documents from './documents.js';

export const platform = 'jcc';

/** A change that JCC made (`id`), or refused with its code. */
export type Acknowledgement =
  { readonly id: string } | { readonly id: null; readonly refusal: string | null };

type Parameters = readonly (readonly [name: string, value: string | number | boolean])[];

interface Question<T> {
  readonly operation: string;
  readonly path: string;
  readonly parameters?: Parameters;
  readonly shape: z.ZodType<T>;
  /** Never from a cache: something has just changed, or is about one person. */
  readonly fresh?: boolean;
}

export type Client = ReturnType<typeof createClient>;

/** The operations of JCC's WARP API, typed, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire, language: string) {
  const headers = { accept: 'application/json', language };

  function read<T>(question: Question<T>, context: CallContext): Promise<Sourced<T>> {
    const { operation, path, parameters = [], shape, fresh } = question;
    const url = withParameters(path, parameters);
    return wire.call(
      {
        operation,
        effect: 'read',
        ...(fresh ? { scope: 'NONE' } : { scope: 'PUBLIC', cacheKey: url }),
        request: { method: 'GET', url, headers, accept: [200, 500] },
        read(response) {
          if (response.status === 500) throw internalFailure(response);
          return shape.parse(json(response));
        },
      },
      context,
    );
  }

  function change(
    {
      operation,
      method,
      url,
      body,
    }: { operation: string; method: 'POST' | 'DELETE'; url: string; body?: object },
    context: CallContext,
  ): Promise<ChangeAttempt<Acknowledgement>> {
    return attemptChange(
      wire,
      {
        operation,
        async perform(send) {
          const response = await send({
            method,
            url,
            headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
            ...(body && { body: JSON.stringify(body) }),
            accept: [200, 400, 404, 409, 422, 500],
          });
          return acknowledgement(response);
        },
      },
      context,
    );
  }

  return {
    /** GET version: whether the platform answers and lets us in. */
    async version(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'version',
          effect: 'read',
          scope: 'NONE',
          request: { method: 'GET', url: 'version', headers },
          read: json,
        },
        context,
      );
    },

    /** GET activity/listforappointment: of one location, or all. */
    activities: (location: string | null, context: CallContext) =>
      read(
        {
          operation: 'activity-list',
          path: 'activity/listforappointment',
          parameters: location === null ? [] : [['locationId', location]],
          shape: documents.activities,
        },
        context,
      ),

    /** GET activity/listforappointment/additional: what may come into the same appointment. */
    additionalActivities: (selected: readonly string[], context: CallContext) =>
      read(
        {
          operation: 'activity-additional',
          path: 'activity/listforappointment/additional',
          parameters: [...selectedActivities(selected), ['includeSelectedActivities', false]],
          shape: documents.activities,
        },
        context,
      ),

    /** GET location. */
    locations: (context: CallContext) =>
      read({ operation: 'location-list', path: 'location', shape: documents.locations }, context),

    /** GET location/forappointment. */
    locationsFor: (selected: readonly string[], context: CallContext) =>
      read(
        {
          operation: 'location-forappointment',
          path: 'location/forappointment',
          parameters: selectedActivities(selected),
          shape: documents.locations,
        },
        context,
      ),

    /** GET appointment/availabletimelist, at most 50 days. JCC leaves `toDate` itself out, so the day after is asked. */
    availableTimes: (search: SlotSearch, context: CallContext) =>
      read(
        {
          operation: 'availabletimelist',
          path: 'appointment/availabletimelist',
          parameters: [
            ['locationId', search.location],
            ['fromDate', search.from],
            ['toDate', dayAfter(search.to, 1)],
            ...amounts(search.parts),
          ],
          shape: documents.availableTimes,
          fresh: search.fresh ?? false,
        },
        context,
      ),

    /** GET appointment/calculateduration, in MINUTES. */
    duration: (parts: readonly AppointmentPart[], day: string, context: CallContext) =>
      read(
        {
          operation: 'calculateduration',
          path: 'appointment/calculateduration',
          parameters: [...amounts(parts), ['dateTime', day]],
          shape: documents.duration,
        },
        context,
      ),

    /** GET customer/customerfields/required. */
    customerFields: (selected: readonly string[], context: CallContext) =>
      read(
        {
          operation: 'customerfields',
          path: 'customer/customerfields/required',
          parameters: selectedActivities(selected),
          shape: documents.customerFields,
        },
        context,
      ),

    /** POST appointment. */
    book: (request: documents.AppointmentRequest, context: CallContext) =>
      change({ operation: 'appointment-book', method: 'POST', url: 'appointment', body: request }, context),

    /** GET appointment. Null when JCC does not know it: 404, or an answer without content. */
    appointment(id: string, context: CallContext): Promise<Sourced<documents.AppointmentDocument | null>> {
      return wire.call(
        {
          operation: 'appointment',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const url = withParameters('appointment', [['id', id]]);
            const response = await send({ method: 'GET', url, headers, accept: [200, 204, 404, 500] });
            if (response.status === 500) throw internalFailure(response);
            if (response.status !== 200 || response.body.length === 0) return null;
            return documents.appointment.nullable().parse(json(response));
          },
        },
        context,
      );
    },

    /** DELETE appointment. */
    cancel: (id: string, context: CallContext) =>
      change(
        {
          operation: 'appointment-cancel',
          method: 'DELETE',
          url: withParameters('appointment', [['id', id]]),
        },
        context,
      ),

    /** GET appointment/qrcode. Null when JCC gives none. */
    qrCode(id: string, context: CallContext): Promise<Sourced<string | null>> {
      return wire.call(
        {
          operation: 'appointment-qrcode',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const url = withParameters('appointment/qrcode', [['id', id]]);
            const response = await send({ method: 'GET', url, headers, accept: [200, 204, 404] });
            if (response.status !== 200 || response.body.length === 0) return null;
            const code = json(response);
            if (typeof code !== 'string') throw malformed();
            return code || null;
          },
        },
        context,
      );
    },
  };
}

function selectedActivities(selected: readonly string[]): Parameters {
  return selected.map((id) => ['selectedActivityId', id]);
}

/** Amounts follow all ids, in the same order: that is how JCC pairs them. */
function amounts(parts: readonly AppointmentPart[]): Parameters {
  return [
    ...parts.map(({ service }) => ['activityId', service] as const),
    ...parts.map(({ people }) => ['amount', people] as const),
  ];
}

function withParameters(path: string, parameters: Parameters): string {
  if (parameters.length === 0) return path;
  return `${path}?${new URLSearchParams(parameters.map(([name, value]) => [name, String(value)]))}`;
}

/** Whether a change was made. Throws HTTP_5XX for a 500 that is no problem of JCC's: it may come from before or behind it. */
function acknowledgement(response: HttpResponse): Acknowledgement {
  if (response.status === 200) {
    const { id, acknowledgeIsSuccess, code } = documents.acknowledgement.parse(json(response));
    // JCC promises `acknowledgeIsSuccess` and leaves it out after a cancellation: only an outright no counts.
    if (id && acknowledgeIsSuccess !== false) return { id };
    return { id: null, refusal: code === null || code === undefined ? null : String(code) };
  }
  const code = problemCode(response);
  if (code === null && response.status === 500) throw internalFailure(response);
  return { id: null, refusal: code ?? `HTTP_${response.status}` };
}

function internalFailure(response: HttpResponse): PlatformError {
  const platformCode = problemCode(response);
  return new PlatformError(platform, platformCode === null ? 'HTTP_5XX' : 'SERVER_FAULT', {
    status: response.status,
    ...(platformCode !== null && { platformCode }),
  });
}

/** The number of a problem; its texts may repeat what was asked. Null when the answer is no problem of JCC's. */
function problemCode(response: HttpResponse): string | null {
  try {
    return String(documents.problem.parse(JSON.parse(response.body.toString('utf8'))).code);
  } catch {
    return null;
  }
}

function json(response: HttpResponse): unknown {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? '')) throw malformed();
  return JSON.parse(response.body.toString('utf8'));
}

function malformed(): PlatformError {
  return new PlatformError(platform, 'MALFORMED');
}
