import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// The rooms of src/, in the order that data flows. A room may import from rooms before it, never from later ones.
const rooms = [
  ['errors'],
  ['backend'],
  ['random'],
  ['activations'],
  ['initializers'],
  ['datasets'],
  ['networks'],
  ['hooks'],
  ['charts'],
  ['notebook'],
];
// The kernel launcher is a program of its own: it shares nothing with the library.
const apart = ['kernel'];

const names = rooms.flat();
const forbid = (folders, message) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ regex: `^\\.{1,2}/(?:\\.\\./)*(?:${folders.join('|')})(?:/|\\.js$|$)`, message }] },
  ],
});
const flow = rooms.map((room, i) => ({
  files: room.flatMap((name) => [`src/${name}.ts`, `src/${name}/**/*.ts`]),
  rules: forbid([...rooms.slice(i + 1).flat(), ...apart], 'Imports point down the flow of data, never up.'),
}));

export default tseslint.config(
  { ignores: ['dist/', 'build/', '.venv/', '.native/', '.setup/', 'node_modules/', 'notebooks/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './test/tsconfig.json'] } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly', fetch: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', AbortController: 'readonly', AbortSignal: 'readonly', performance: 'readonly' },
    },
  },
  ...flow,
  { files: ['src/kernel/**/*.ts'], rules: forbid(names, 'The kernel launcher is a program of its own.') },
);
