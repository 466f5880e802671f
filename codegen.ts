import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, type TypeNode, visit } from 'graphql';

/**
 * About whom, why or which: a document's own value is the playground's example, and no program may ask it by forgetting. Of a
 * change no value is.
 */
const neverByDefault = new Set([
  'AddressId',
  'CaPaKey',
  'ID',
  'IpdcNumber',
  'NationalNumber',
  'OmvNumber',
  'PurposeCode',
  'SocialStatusName',
  'VCode',
]);

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

/** An input object says what, and more than one thing at a time. */
const isNeverByDefault = (name: string): boolean => neverByDefault.has(name) || name.endsWith('Input');

const isMutation = (node: unknown): boolean => (node as { operation?: string }).operation === 'mutation';

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
                  VariableDefinition: ({ defaultValue, ...definition }, _key, _parent, _path, ancestors) =>
                    defaultValue &&
                    definition.type.kind === Kind.NON_NULL_TYPE &&
                    (isNeverByDefault(nameOf(definition.type)) || ancestors.some(isMutation))
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
          AttestName: 'string',
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
          SocialStatusName: 'string',
          ThemeCode: 'string',
          VCode: 'string',
        },
      },
    },
  },
};

export default config;
