import { z } from 'zod';

/** What a registry answers to a letter it took (PublicationStatusMessage). A letter on paper has no expiry. */
export const publicationDocument = z.object({
  messageId: z.string().min(1),
  expirationDate: z.string().nullish(),
  code: z.string().nullish(),
});
export type PublicationDocument = z.output<typeof publicationDocument>;

/** An error: `code` at a registry (StatusMessage), `type` in belgif's form; the document service has neither. Its texts are not kept. */
export const errorDocument = z.object({ code: z.string().nullish(), type: z.string().nullish() });

/** The state of one letter (MessageStatus). Of another channel than the e-Box only the id is sure. */
export const statusDocument = z.object({
  messageId: z.string().min(1),
  expirationDate: z.string().nullish(),
  readStatus: z.union([z.boolean(), z.string()]).nullish(),
  visible: z.boolean().nullish(),
});
export type StatusDocument = z.output<typeof statusDocument>;
export const statusesDocument = z.array(statusDocument);

const text = z.object({ nl: z.string().nullish(), fr: z.string().nullish(), de: z.string().nullish() });

const messageTypeDocument = z.object({
  messageTypeId: z.string().min(1),
  messageTypeName: text,
  messageTypeDescription: text.nullish(),
  validityPeriod: z.object({ validityPeriodNumber: z.int(), validityPeriodUnit: z.string() }).nullish(),
  senderOrganizationIds: z.array(z.string()).nullish(),
  senderApplicationIds: z.array(z.string()).nullish(),
});
export type MessageTypeDocument = z.output<typeof messageTypeDocument>;

const logoDocument = z.object({
  imageId: z.string(),
  size: z.number(),
  mediaType: z.string(),
  language: z.string().nullish(),
  contentHref: z.string(),
});
export type LogoDocument = z.output<typeof logoDocument>;

const contacts = {
  contactBusiness: z.string().nullish(),
  contactTechnical: z.string().nullish(),
  messageTypeIds: z.array(z.string()).nullish(),
};

const senderApplicationDocument = z.object({
  applicationId: z.string().min(1),
  applicationName: text,
  applicationDescription: text.nullish(),
  applicationLogos: z.array(logoDocument).nullish(),
  applicationUrl: text.nullish(),
  senderOrganizationIds: z.array(z.string()).nullish(),
  ...contacts,
});
export type SenderApplicationDocument = z.output<typeof senderApplicationDocument>;

const senderOrganizationDocument = z.object({
  organizationId: z.string().min(1),
  organizationShortName: text,
  organizationLongName: text.nullish(),
  organizationLogos: z.array(logoDocument).nullish(),
  organizationUrl: text.nullish(),
  senderApplicationIds: z.array(z.string()).nullish(),
  ...contacts,
});
export type SenderOrganizationDocument = z.output<typeof senderOrganizationDocument>;

/** A page of reference data; `totalItems` counts those of all pages. */
const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item).nullish(), totalItems: z.int().nullish() });

/** What each list of reference data holds, by its name in the registry. */
export const referenceDocuments = {
  messageTypes: pageOf(messageTypeDocument),
  senderApplications: pageOf(senderApplicationDocument),
  senderOrganizations: pageOf(senderOrganizationDocument),
};

const preferenceDocument = z.object({
  eboxId: z.object({ eboxType: z.string(), eboxIdValue: z.string() }),
  exclusivelyEbox: z.boolean(),
  lastConnectionDate: z.string().nullish(),
  totalNumberOfMessages: z.coerce.number().int().nullish(),
  totalNumberOfUnreadMessages: z.coerce.number().int().nullish(),
});
export type PreferenceDocument = z.output<typeof preferenceDocument>;
export const preferencesDocument = z.array(preferenceDocument);

/** An object whose shape is not public. */
export const openDocument = z.record(z.string(), z.unknown());
export type OpenDocument = z.output<typeof openDocument>;
