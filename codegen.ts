import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*/*.graphql',
  generates: {
    'sdk/generated.ts': {
      plugins: ['typescript-operations', './sdk/methods-plugin.mjs'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        nonOptionalTypename: false,
        strictScalars: true,
        scalars: {
          ActivityCode: 'string',
          Date: 'string',
          DateTime: 'string',
          KboNumber: 'string',
          NationalNumber: 'string',
          PhoneNumber: 'string',
          PurposeCode: 'string',
          VCode: 'string',
        },
      },
    },
  },
};

export default config;
