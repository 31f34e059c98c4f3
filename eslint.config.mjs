import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import project from './scripts/lint/project.mjs';

// The layers of src/, in the order of the data flow. A layer may import from itself and from earlier layers, never from later ones.
const layers = [
  ['platform', 'arquero'],
  ['arrays', 'errors', 'format', 'html', 'option-schema', 'table', 'tables'],
  ['backend', 'math', 'random'],
  ['graph'],
  ['activations', 'initializers'],
  ['datasets', 'networks'],
  ['hooks', 'theory'],
  ['training'],
  ['diagnosis'],
  ['charts'],
  ['play'],
  ['notebook'],
  ['sweep'],
  ['exercises'],
  ['judge'],
  ['cli'],
];
// The kernel is a separate program that shares no module with the library.
const separate = ['kernel'];

const names = layers.flat();
/**
 * Forbids imports from some folders of src/.
 * @param up the relative path from the file to src/, as a regular expression, since a file may be named as another folder is
 */
const forbid = (folders, message, packages = [], up = '\\.{1,2}/(?:\\.\\./)*') => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ regex: `^${up}(?:${folders.join('|')})(?:/|\\.js$|$)`, message }, ...packages] },
  ],
});
// A browser and the package have others in their place.
const replaced = [
  {
    regex: '^arquero$',
    message: "Import from src/arquero.ts: the package has a copy in the place of 'arquero'.",
  },
  {
    regex: '^@tensorflow/',
    message: 'Import tf from src/backend, which loads what Node or a browser needs.',
  },
];
const flow = layers.flatMap((layer, i) =>
  [
    ['.ts', '\\./'],
    ['/*.ts', '\\.\\./'],
    ['/*/*.ts', '(?:\\.\\./){2}'],
    ['/*/*/**/*.ts', '(?:\\.\\./){3,}'],
  ].map(([ending, up]) => ({
    files: layer.map((name) => `src/${name}${ending}`),
    rules: forbid(
      [...layers.slice(i + 1).flat(), ...separate],
      'Imports point down the flow of data, never up.',
      replaced,
      up,
    ),
  })),
);

export default defineConfig(
  {
    ignores: [
      'dist/',
      'build/',
      '.venv/',
      '.bench-venv/',
      '.native/',
      '.setup/',
      'node_modules/',
      'notebooks/',
    ],
  },
  js.configs.recommended,
  {
    plugins: { project },
    rules: {
      'project/replaced-names': 'error',
      'project/spelling': 'error',
      'project/comment-subject': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './test/tsconfig.json', './site/tsconfig.json'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The library checks at run time what its types promise: its users also write JavaScript.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      // A hook may return a tensor or nothing at all.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: globals.node,
    },
  },
  // Functions in these run in a page.
  { files: ['scripts/play/*.mjs'], languageOptions: { globals: globals.browser } },
  {
    files: ['scripts/pages/browser/*.js'],
    languageOptions: { sourceType: 'script', globals: { ...globals.browser, Plotly: 'readonly' } },
  },
  {
    files: ['scripts/exercises/pages/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { ...globals.browser, Plotly: 'readonly', renderMathInElement: 'readonly' },
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests hand over wrong arguments on purpose, and read what Python wrote.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
    },
  },
  ...flow,
  {
    files: ['src/arquero.ts', 'src/backend/tensorflow.ts', 'src/backend/tensorflow.browser.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  { files: ['src/kernel/**/*.ts'], rules: forbid(names, 'The kernel launcher is a program of its own.') },
);
