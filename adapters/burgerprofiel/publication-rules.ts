import type {
  DossierPublication,
  PublicationRefusal,
  PublishedHandler,
  PublishedStatus,
} from '../../src/capabilities/dossiers/dossier-publication.port.js';

/** The lengths and ranges of the public schema of a DossierMutatie (Dossier 02.00). */
const longest = { text: 255, shortText: 120, details: 2, product: 32_767 };
/** Of the hub: the schema has no limit, and a dossier of a municipality is about a household. */
const mostEntries = 100;
/** What XML 1.0 cannot hold. */
const unfitForXml = /[\p{Cs}\uFFFE\uFFFF]|(?![\t\n\r])[\x00-\x1f]/u;

/** Why the platform would refuse this publication, found before anything is sent; null when it would not. */
export function refusalOf(publication: DossierPublication): PublicationRefusal | null {
  const { from, products, handler, subjects } = publication;
  if (!isText(publication.number)) return 'NUMBER';
  if (!isText(publication.name)) return 'NAME';
  if (!isText(publication.type)) return 'TYPE';
  if (!hasYear(from)) return 'FROM';
  if (!isStatus(publication.status)) return 'STATUS';
  if (!isDayOrNone(publication.targetDate) || !isDayOrNone(publication.status.targetDate))
    return 'TARGET_DATE';
  if (products.length > mostEntries || !products.every(isProduct)) return 'PRODUCTS';
  if (handler && !isHandler(handler)) return 'HANDLER';
  if (!isTextOrNone(publication.extraInformation)) return 'EXTRA_INFORMATION';
  if (!isWebOrNone(publication.url)) return 'URL';
  return subjects.length === 0 || subjects.length > mostEntries ? 'SUBJECTS' : null;
}

function isText(text: string, most = longest.text): boolean {
  return text.trim() !== '' && [...text].length <= most && !unfitForXml.test(text);
}

function isTextOrNone(text: string | null, most = longest.text): boolean {
  return text === null || isText(text, most);
}

function isStatus({ code, phase, details, action }: PublishedStatus): boolean {
  if (code === null && phase === null) return false;
  const texts = [code, action, ...details];
  return details.length <= longest.details && texts.every((text) => isTextOrNone(text));
}

function isHandler({ name, service, email, phone, website }: PublishedHandler): boolean {
  return (
    isTextOrNone(name) &&
    isTextOrNone(service) &&
    (email === null || (/^.{1,64}@[^@]{1,253}$/.test(email) && !unfitForXml.test(email))) &&
    isTextOrNone(phone, longest.shortText) &&
    isWebOrNone(website)
  );
}

function isProduct(number: string): boolean {
  return /^[1-9]\d{0,4}$/.test(number) && Number(number) <= longest.product;
}

/** The four digits that the schema has for a year. */
function hasYear(moment: Date): boolean {
  const year = moment.getUTCFullYear();
  return year >= 1000 && year < 9999;
}

function isDayOrNone(day: string | null): boolean {
  if (day === null) return true;
  const at = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function isWebOrNone(url: string | null): boolean {
  if (url === null) return true;
  return /^https?:\/\/[\x21-\x7e]+$/.test(url) && url.length <= 2_000 && URL.canParse(url);
}
