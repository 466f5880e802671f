import type { Source } from '../../vocabulary/source.js';
import { type CodeNames, nameOfCode } from './product.codes.js';
import {
  type ProductAddress,
  type ProductCode,
  type ProductCondition,
  type ProductContact,
  type ProductPart,
  type ProductProcedure,
  ProductText,
  type ProductWebsite,
} from './product-parts.types.js';
import { Product } from './product.types.js';
import { chosenTexts, chosenWording, type WordingChoice } from './product.wording.js';
import type * as port from './products.port.js';

/** A product as the graph shows it, in the wording that was asked. Its texts are safe HTML already. */
export function toView(
  product: port.Product,
  choice: WordingChoice,
  names: CodeNames,
  source: Source,
): Product {
  const coded =
    (list: port.ProductCodeList) =>
    (code: string): ProductCode => ({ code, name: nameOfCode(names, list, code) });
  const words = (wordings: port.Wordings) => chosenWording(wordings, choice)?.text ?? null;
  const text = (wordings: port.Wordings): ProductText | null => {
    const chosen = chosenWording(wordings, choice);
    if (!chosen) return null;
    const { text: html, language, form, generated } = chosen;
    return Object.assign(new ProductText(), { html, language, form, generated });
  };
  const part = ({ name, description }: port.ProductEvidence): ProductPart => ({
    name: words(name),
    description: text(description),
  });
  const website = (site: port.ProductWebsite): ProductWebsite => ({ ...part(site), url: site.url });
  const condition = (one: port.ProductCondition): ProductCondition => ({
    ...part(one),
    evidence: one.evidence && part(one.evidence),
  });
  const procedure = (one: port.ProductProcedure): ProductProcedure => ({
    ...part(one),
    websites: one.websites.map(website),
  });
  const address = (one: port.ProductAddress): ProductAddress => ({
    ...one,
    street: words(one.street),
    municipality: words(one.municipality),
    country: words(one.country),
  });
  const contact = (one: port.ProductContact): ProductContact => ({
    ...one,
    addresses: one.addresses.map(address),
  });

  return Object.assign(new Product(), {
    id: product.id,
    number: product.number,
    name: words(product.name),
    description: text(product.description),
    furtherDescription: text(product.furtherDescription),
    exceptions: text(product.exceptions),
    conditions: product.conditions.map(condition),
    procedures: product.procedures.map(procedure),
    costs: product.costs.map(part),
    financialBenefits: product.financialBenefits.map(part),
    legislation: product.legislation.map(website),
    legislationText: text(product.legislationText),
    websites: product.websites.map(website),
    contacts: product.contacts.map(contact),
    contactDescription: text(product.contactDescription),
    type: product.type === null ? null : coded('type')(product.type),
    themes: product.themes.map(coded('theme')),
    targetAudiences: product.targetAudiences.map(coded('targetAudience')),
    competentLevels: product.competentLevels.map(coded('competentLevel')),
    executingLevels: product.executingLevels.map(coded('executingLevel')),
    competentAuthorities: product.competentAuthorities,
    executingAuthorities: product.executingAuthorities,
    contactAuthorities: product.contactAuthorities,
    createdBy: product.createdBy,
    areas: product.areas.map(coded('area')),
    serviceLanguages: product.languages,
    keywords: chosenTexts(product.keywords, choice),
    publicationChannels: product.publicationChannels.map(coded('publicationChannel')),
    yourEuropeCategories: product.yourEuropeCategories.map(coded('yourEuropeCategory')),
    tags: product.tags.map(coded('tag')),
    cases: product.cases,
    startsAt: momentOf(product.startsAt),
    endsAt: momentOf(product.endsAt),
    createdAt: momentOf(product.createdAt),
    modifiedAt: momentOf(product.modifiedAt),
    receivedAt: momentOf(product.receivedAt),
    publicLink: product.publicLink && website(product.publicLink),
    concept: product.concept,
    relatedProducts: product.relatedProducts,
    subsidyMeasure: product.subsidyMeasure,
    deMinimis: product.deMinimis,
    wordings: product.name,
    otherFacts: product.otherFacts,
    source,
  });
}

/** Null for what is no moment: an editor's slip must not break the answer. */
function momentOf(text: string | null): Date | null {
  const moment = new Date(text ?? Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
