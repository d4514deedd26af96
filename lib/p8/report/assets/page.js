// What the other files use, the switch of the theme, and printing. All of them stand in one strict function; the page
// is readable without them.

const root = document.documentElement;
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const { compare } = new Intl.Collator(root.lang, { numeric: true });
const count = number => number.toLocaleString(root.lang);

(() => {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const show = () => button.setAttribute('aria-pressed', isDark());
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  button.hidden = false;
  show();
})();

// Paper shows the tables of the figures.
(() => {
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    opened.forEach(details => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach(details => { details.open = false; }));
})();
