import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/generated/', 'sdk/generated.ts', 'data/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    // type-graphql reads parameter and property types at run time: an `import type` there would erase them.
    files: [
      'src/capabilities/**/*.types.ts',
      'src/capabilities/**/*.resolver.ts',
      'src/vocabulary/**/*.ts',
      'test/graph/**/*.ts',
    ],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['src/**/*.ts', 'adapters/**/*.ts'],
    ignores: [
      'src/sandbox.ts',
      'src/adapter/wire/**',
      'src/adapter/simulator/**',
      'src/identity/**',
      'adapters/*/simulator.ts',
      'adapters/*/simulator/**',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
          name,
          message: 'The wire is the only way out of the house (docs/architecture.md).',
        })),
      ],
    },
  },
  {
    files: ['src/main.ts', 'src/**/print-*.ts', 'src/command-line/**/*.ts', 'scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
);
