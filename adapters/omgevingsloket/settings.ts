import { z } from 'zod';

const layers = z.strictObject({
  urbanDevelopment: z.string().min(1).default('lu:lu_omv_gd_v2').describe('Layer of building projects.'),
  subdivision: z
    .string()
    .min(1)
    .default('lu:lu_omv_vk_v2')
    .describe('Layer of subdivisions (verkavelingen).'),
  classifiedEstablishment: z
    .string()
    .min(1)
    .default('lu:lu_omv_iioa_v2')
    .describe('Layer of classified establishments and activities (ingedeelde inrichtingen).'),
  retail: z.string().min(1).default('lu:lu_omv_kh_v2').describe('Layer of retail (kleinhandel).'),
});

const boundingBox = z
  .strictObject({
    minX: z.number().min(0).max(300_000).describe('Western edge in metres.'),
    minY: z.number().min(0).max(300_000).describe('Southern edge in metres.'),
    maxX: z.number().min(0).max(300_000).describe('Eastern edge in metres.'),
    maxY: z.number().min(0).max(300_000).describe('Northern edge in metres.'),
  })
  .refine(({ minX, minY, maxX, maxY }) => minX < maxX && minY < maxY, {
    error: 'must have its minimum below its maximum',
  });

const elementName = z
  .string()
  .regex(/^[A-Za-z_][\w.-]*$/, { error: 'must be the name of an XML element, without a prefix' });

const exchange = z.strictObject({
  url: z
    .url()
    .describe(
      'Address below which GeefDossierDienst/v1 and GeefProjectDienst/v1 are, as the department gives it.',
    ),
  namespace: z.string().min(1).describe('XML namespace of the operations, from the WSDL of the department.'),
  context: z
    .string()
    .optional()
    .describe('Text of the element context that every question carries; not sent when left out.'),
  project: z
    .strictObject({
      operation: elementName.describe('Element that asks for a project, from the WSDL.'),
      parameter: elementName.describe('Element in it that holds the project, from the WSDL.'),
    })
    .optional()
    .describe('How GeefProject is asked, which is not public; left out, it is not asked.'),
});

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .default('https://www.mercator.vlaanderen.be/raadpleegdienstenmercatorpubliek/wfs')
    .describe('Address of the open data, the WFS of Mercator.'),
  boundingBox: boundingBox.describe(
    'The rectangle of the municipality in Lambert 72 (EPSG:31370): only projects that touch it are copied.',
  ),
  layers: layers.prefault({}).describe('Names of the four layers in the WFS.'),
  pageSize: z.int().min(10).max(5_000).default(500).describe('How many objects one request asks.'),
  publicUrl: z
    .url()
    .default('https://omgevingsloketinzage.omgeving.vlaanderen.be')
    .describe('Address of the pages for people, for links only: the hub never asks them anything.'),
  procedures: z
    .record(z.string(), z.enum(['NORMAL', 'NORMAL_WITH_POVC', 'SIMPLIFIED', 'NONE']))
    .default({})
    .describe(
      'Which procedure the projects of a type follow in this municipality, by the code of the type. What is not named is UNKNOWN: the open data does not tell.',
    ),
  states: z
    .record(z.string(), z.enum(['SUBMITTED', 'COMPLETE', 'PUBLIC_INQUIRY', 'DECIDED', 'POSTED', 'CLOSED']))
    .default({})
    .describe(
      'Which phase a state (huidige_toestand) means, by its text; capitals do not matter. What is not named is UNKNOWN: there is no public list of states.',
    ),
  exchange: exchange
    .optional()
    .describe(
      'The exchange platform for authorities (uitwisselingsplatform), by agreement with the department. Left out: it is not asked.',
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
