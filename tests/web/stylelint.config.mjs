// Rules for the style of the pages (lib/p8/report/assets); lint.sh runs them from the repository's root.
export default {
  extends: 'stylelint-config-standard',
  reportNeedlessDisables: true,
  rules: {
    // Ranges like (width >= 40rem) are unknown to browsers of 2022.
    'media-feature-range-notation': 'prefix',
    // Rules stand with the block that they are for.
    'no-descending-specificity': null,
    'property-no-vendor-prefix': [true, { ignoreProperties: ['text-size-adjust', 'print-color-adjust'] }],
    // currentColor, system colours and names of fonts are written as their specifications do.
    'value-keyword-case': ['lower', {
      camelCaseSvgKeywords: true,
      ignoreKeywords: ['Canvas', 'CanvasText', 'GrayText', 'LinkText'],
      ignoreProperties: ['--serif', '--mono', 'font'],
    }],
  },
};
