import type { Clock } from '../../../context/clock.js';
import { PlatformError } from '../../platform-error.js';
import { statusError } from '../http-errors.js';
import { createTokenSource } from '../token-source.js';
import { basic } from '../credentials.js';
import type { Credentials } from '../credentials.js';
import type { ExchangeStage } from '../passage.js';
import type { HttpRequest } from '../wire.js';

/** Makes every exchange known to the platform. A bearer token that is refused (401) is renewed once. */
export function credentialsStage(
  clock: Clock,
  credentials: Credentials,
  /** Reaches the token endpoint: the same log, metrics and socket, without credentials. */
  tokenExchange: ExchangeStage,
  next: ExchangeStage,
): ExchangeStage {
  switch (credentials.kind) {
    case 'none':
      return next;
    case 'api-key': {
      const { header, value } = credentials;
      return (request, attempt) => next(withHeader(request, header, value), attempt);
    }
    case 'basic': {
      const value = basic(credentials.user, credentials.password);
      return (request, attempt) => next(withHeader(request, 'authorization', value), attempt);
    }
    case 'oauth2-client-credentials': {
      const tokens = createTokenSource(clock, credentials, tokenExchange);
      return async (request, attempt) => {
        const first = await tokens.token(attempt);
        const response = await next(withHeader(request, 'authorization', `Bearer ${first}`), attempt).catch(
          onlyUnauthorised,
        );
        if (response && response.status !== 401) return response;
        if (credentials.repeatsChanges === false && attempt.passage?.call.effect === 'change') {
          tokens.drop(first);
          throw statusError(attempt.platform, 401, null);
        }
        // 401 says that nothing was done, so even a change may be sent again.
        const second = await tokens.token(attempt, first);
        return next(withHeader(request, 'authorization', `Bearer ${second}`), attempt);
      };
    }
  }
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function onlyUnauthorised(error: unknown): null {
  if (error instanceof PlatformError && error.status === 401) return null;
  throw error;
}
