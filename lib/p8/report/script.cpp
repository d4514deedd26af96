#include "p8/report/theme.h"

namespace p8::report {

const char* page_script() {
  return R"js(
(function () {
  'use strict';
  var root = document.documentElement;
  var button = document.getElementById('theme');
  var system = window.matchMedia('(prefers-color-scheme: dark)');

  function isDark() {
    var chosen = root.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : system.matches;
  }
  function showTheme() { button.setAttribute('aria-pressed', String(isDark())); }
  button.addEventListener('click', function () {
    root.setAttribute('data-theme', isDark() ? 'light' : 'dark');
    showTheme();
  });
  system.addEventListener('change', showTheme);
  button.hidden = false;
  showTheme();

  function keyOf(row, column) {
    var cell = row.cells[column];
    var data = cell && cell.querySelector('data');
    return data ? Number(data.value) : cell ? cell.textContent.trim() : '';
  }
  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a).localeCompare(String(b), root.lang, { numeric: true });
  }
  function isMissing(key, numeric) { return key === '' || (numeric && typeof key !== 'number'); }
  function sortBy(table, header, column) {
    var ascending = header.getAttribute('aria-sort') !== 'ascending';
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row) { return { row: row, key: keyOf(row, column) }; });
    var numeric = rows.some(function (entry) { return typeof entry.key === 'number'; });
    rows.sort(function (a, b) {
      var missing = isMissing(a.key, numeric) - isMissing(b.key, numeric);
      return missing || (ascending ? compare(a.key, b.key) : compare(b.key, a.key));
    });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute('aria-sort'); });
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  }
  document.querySelectorAll('table[data-sortable]').forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (header, column) {
      if (header.tagName !== 'TH') return;
      var sorter = document.createElement('button');
      sorter.type = 'button';
      while (header.firstChild) sorter.appendChild(header.firstChild);
      header.appendChild(sorter);
      sorter.addEventListener('click', function () { sortBy(table, header, column); });
    });
  });

  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = Array.prototype.filter.call(document.querySelectorAll('details'), function (d) { return !d.open; });
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener('afterprint', function () { opened.forEach(function (d) { d.open = false; }); });
})();
)js";
}

}  // namespace p8::report
