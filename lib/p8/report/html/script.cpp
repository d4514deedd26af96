#include "p8/report/html/script_parts.h"
#include "p8/report/html/theme.h"

namespace p8::report {

namespace {

const char* shared_script() {
  return R"js(
const root = document.documentElement;
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const { compare } = new Intl.Collator(root.lang, { numeric: true });
const count = number => number.toLocaleString(root.lang);
)js";
}

const char* theme_script() {
  return R"js(
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
)js";
}

const char* print_script() {
  return R"js(
(() => {
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    opened.forEach(details => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach(details => { details.open = false; }));
})();
)js";
}

bool is_blank(char c) { return c == ' ' || c == '\n'; }
bool is_sign(char c) { return std::string("{}()[];,=<>+-*/?:&|!").find(c) != std::string::npos; }

/// The first character from `i` on that is neither blank nor in a comment.
std::size_t next_word(const std::string& script, std::size_t i) {
  while (i < script.size() && (is_blank(script[i]) || script.compare(i, 2, "//") == 0)) {
    i = is_blank(script[i]) ? i + 1 : script.find('\n', i);
  }
  return i;
}

/// The script without comments, blanks around signs and the last semicolon of a block. What stands in '' or `` is left
/// as it is; see script_parts.h for what it asks of the rest.
std::string without_blanks(const std::string& script) {
  std::string out;
  for (std::size_t i = next_word(script, 0); i < script.size();) {
    if (script[i] == '\'' || script[i] == '`') {
      const std::size_t end = script.find(script[i], i + 1) + 1;
      out.append(script, i, end - i);
      i = end;
    } else if (!is_blank(script[i])) {
      if (script[i] == '}' && out.back() == ';') out.pop_back();
      out += script[i++];
    } else if (i = next_word(script, i); i < script.size() && !is_sign(out.back()) && !is_sign(script[i])) {
      out += ' ';
    }
  }
  return out;
}

}  // namespace

std::string page_script() {
  static const std::string script =
      without_blanks(std::string("(() => { 'use strict';") + shared_script() + theme_script() + table_script() +
                     scatter_script() + controls_script() + print_script() + "})();");
  return script;
}

}  // namespace p8::report
