// Rules for the scripts of the pages (lib/p8/report/assets) and of their tests; lint.sh runs them from the root of the
// repository.
import js from '@eslint/js';
import globals from 'globals';

const SHARED = ['root', 'all', 'fill', 'compare', 'count']; // page.js defines them for the other scripts of the pages

export default [
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    files: ['lib/p8/report/assets/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: globals.browser,
      parserOptions: { ecmaFeatures: { impliedStrict: true } },
    },
    rules: {
      // All files stand in one function: what page.js defines is used elsewhere.
      'no-unused-vars': ['error', { vars: 'local' }],
      'no-restricted-syntax': ['error', {
        selector: 'TemplateElement[value.raw=/\\n/]',
        message: 'The build drops indentation (p8_asset in lib/CMakeLists.txt).',
      }],
    },
  },
  {
    files: ['lib/p8/report/assets/*.js'],
    ignores: ['**/page.js'],
    languageOptions: { globals: Object.fromEntries(SHARED.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['tests/web/*.mjs'],
    // Functions given to page.evaluate() run in the browser.
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
