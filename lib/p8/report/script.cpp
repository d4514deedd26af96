#include "p8/report/script_parts.h"
#include "p8/report/theme.h"

namespace p8::report {

namespace {

const char* shared_script() {
  return R"js(
const root = document.documentElement;
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const count = (number) => number.toLocaleString(root.lang);
)js";
}

const char* theme_script() {
  return R"js(
(() => {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  button.hidden = false;
  show();
})();
)js";
}

const char* print_script() {
  return R"js(
(() => {
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));
})();
)js";
}

}  // namespace

std::string page_script() {
  return std::string("\n(() => {\n'use strict';") + shared_script() + theme_script() + table_script() +
         controls_script() + print_script() + "})();\n";
}

}  // namespace p8::report
