import { PlatformError } from '../../src/adapter/platform-error.js';
import { parseXml } from '../../src/adapter/xml/xml-element.js';

export const platform = 'omgevingsloket';

const longestReport = 65_536;

/** What an OGC ExceptionReport says. */
export interface OgcException {
  /** A constant of the standard, such as InvalidParameterValue; null when it is left out. */
  readonly code: string | null;
  /** A property of a layer that the service does not know under this name; null when it complains of something else. */
  readonly unknownProperty: string | null;
}

/** Reads an ExceptionReport; throws MALFORMED when the body is something else, such as a page for people. */
export function readExceptionReport(body: Buffer): OgcException {
  // A report is a few lines, whatever an answer may weigh.
  if (body.length > longestReport) throw new PlatformError(platform, 'TOO_LARGE');
  const report = parseXml(platform, body);
  if (!['ExceptionReport', 'ServiceExceptionReport'].includes(report.name))
    throw new PlatformError(platform, 'MALFORMED');
  const [exception] = [...report.descendants('Exception'), ...report.descendants('ServiceException')];
  if (!exception) throw new PlatformError(platform, 'MALFORMED');
  const code = exception.attribute('exceptionCode') ?? exception.attribute('code') ?? '';
  // A filter is refused in the first words, a list of properties in the second.
  const unknown = /(?:Illegal property name|Requested property): ?(\w+)/.exec(exception.text);
  return { code: /^[A-Za-z]{1,64}$/.test(code) ? code : null, unknownProperty: unknown?.[1] ?? null };
}

/** The refusal in the hub's words. A NoApplicableCode is the service's own failure, so worth another try. */
export function failureOf({ code }: OgcException, status: number): PlatformError {
  const own = code === null || code === 'NoApplicableCode';
  return new PlatformError(platform, own ? 'SERVER_FAULT' : 'REFUSED', {
    status,
    ...(code === null ? {} : { platformCode: code }),
  });
}
