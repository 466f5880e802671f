import { PlatformError } from '../../src/adapter/platform-error.js';
import { elementsNamed, readXml } from '../../src/adapter/xml/document.js';

export const platform = 'omgevingsloket';

/** What an OGC ExceptionReport says. */
export interface OgcException {
  /** A constant of the standard, such as InvalidParameterValue; null when it is left out. */
  readonly code: string | null;
  /** A property of a layer that the service does not know under this name; null when it complains of something else. */
  readonly unknownProperty: string | null;
}

/** Reads an ExceptionReport; throws MALFORMED when the body is something else, such as a page for people. */
export function readExceptionReport(body: Buffer): OgcException {
  const report = readXml(platform, body);
  if (!['ExceptionReport', 'ServiceExceptionReport'].includes(report.name))
    throw new PlatformError(platform, 'MALFORMED');
  const [exception] = [...elementsNamed(report, 'Exception'), ...elementsNamed(report, 'ServiceException')];
  if (!exception) throw new PlatformError(platform, 'MALFORMED');
  const code = exception.attributes['exceptionCode'] ?? exception.attributes['code'] ?? '';
  const text = [exception.text, ...elementsNamed(exception, 'ExceptionText').map((part) => part.text)].join(
    ' ',
  );
  // A filter is refused in the first words, a list of properties in the second.
  const unknown = /(?:Illegal property name|Requested property): ?(\w+)/.exec(text);
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
