import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, visit } from 'graphql';

/** About whom, why or which: a document's own value is the playground's example, and no program may ask it by forgetting. */
const neverByDefault = new Set([
  'AddressId',
  'CaPaKey',
  'ID',
  'IpdcNumber',
  'NationalNumber',
  'OmvNumber',
  'PurposeCode',
  'VCode',
]);

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*/*.graphql',
  generates: {
    'sdk/generated.ts': {
      documentTransforms: [
        {
          transform: ({ documents }) =>
            documents.map((file) => ({
              ...file,
              document:
                file.document &&
                visit(file.document, {
                  VariableDefinition: ({ defaultValue, ...definition }) =>
                    defaultValue &&
                    definition.type.kind === Kind.NON_NULL_TYPE &&
                    definition.type.type.kind === Kind.NAMED_TYPE &&
                    neverByDefault.has(definition.type.type.name.value)
                      ? definition
                      : undefined,
                }),
            })),
        },
      ],
      plugins: ['typescript-operations', './sdk/methods-plugin.mjs'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        nonOptionalTypename: false,
        strictScalars: true,
        scalars: {
          ActivityCode: 'string',
          AddressId: 'string',
          CaPaKey: 'string',
          Date: 'string',
          DateTime: 'string',
          IpdcNumber: 'string',
          KboNumber: 'string',
          GeoJSON: '{ readonly type: string; readonly coordinates: readonly unknown[] }',
          NationalNumber: 'string',
          NisCode: 'string',
          OmvNumber: 'string',
          PhoneNumber: 'string',
          PostalCode: 'string',
          PurposeCode: 'string',
          ThemeCode: 'string',
          VCode: 'string',
        },
      },
    },
  },
};

export default config;
