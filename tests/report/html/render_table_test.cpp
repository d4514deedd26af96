#include <cmath>

#include <doctest/doctest.h>

#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

Table clients(std::size_t rows) {
  Table table;
  table.caption = {"Clients", "Clients"};
  table.columns = {{{"Client", "Client"}}, {{"Age", "Âge"}}, {{"Decision", "Décision"}}};
  for (std::size_t i = 0; i < rows; ++i) {
    table.rows.push_back({user_text("C-" + std::to_string(i)), Measure{1.0, {"1 year", "1 an"}},
                          Badge{Tone::Accepted, {"Accepted", "Accepté"}}});
  }
  table.searchable = true;
  table.filter_column = 2;
  return table;
}

std::string rendered(const Table& table, Language language = Language::English) {
  Markup html;
  PageContext context(language);
  render_table(html, table, context);
  check_nesting(html.str());
  return html.str();
}

}  // namespace

TEST_CASE("a table to search has a labelled field, a filter and a status, hidden until the script runs") {
  const std::string html = rendered(clients(3));
  CHECK(html.find("<div class=\"searchable\"") == 0);
  CHECK(html.find("data-filter=\"2\"") != std::string::npos);
  CHECK(html.find("<div class=\"controls\" hidden><div class=\"control\"><label for=\"search-1\">Search</label>"
                  "<input type=\"search\" id=\"search-1\"") != std::string::npos);
  CHECK(html.find("<label for=\"select-2\">Decision</label><select id=\"select-2\" autocomplete=\"off\">"
                  "<option value selected>All</option></select>") != std::string::npos);
  CHECK(count(html, "role=\"status\"") == 1);
  CHECK(count(html, "<tr>") == 4);
}

TEST_CASE("the sentences on the rows shown come ready from the page, in its language") {
  const std::string english = rendered(clients(1200));
  CHECK(english.find("data-one=\"{0} of 1,200 rows shown\"") != std::string::npos);
  CHECK(english.find("data-first=\"{0} of 1,200 rows found; the first {1} are shown\"") != std::string::npos);
  const std::string french = rendered(clients(1200), Language::French);
  CHECK(french.find("data-none=\"Aucune ligne ne correspond\"") != std::string::npos);
  CHECK(french.find("data-one=\"{0} ligne affichée sur 1\u202F200\"") != std::string::npos);
  CHECK(french.find("data-many=\"{0} lignes affichées sur 1\u202F200\"") != std::string::npos);
  CHECK(french.find("sur 1\u202F200\u202F; les {1} premières") != std::string::npos);
}

TEST_CASE("a long table that can be searched is shown in parts, a short or a plain one whole") {
  CHECK(count(rendered(clients(100)), "class=\"paged\"") == 0);
  CHECK(count(rendered(clients(100)), "data-limit") == 0);
  CHECK(count(rendered(clients(101)), "<table class=\"paged\"") == 1);
  CHECK(count(rendered(clients(101)), "data-limit=\"100\"") == 1);
  Table plain = clients(101);
  plain.searchable = false;
  plain.filter_column = {};
  CHECK(count(rendered(plain), "paged") == 0);
  CHECK(rendered(plain).find("<div class=\"scroll\"") == 0);
}

TEST_CASE("search and filter come alone or together, and not where they would be of no use") {
  Table table = clients(5);
  table.filter_column = {};
  CHECK(count(rendered(table), "<select") == 0);
  CHECK(count(rendered(table), "<input") == 1);
  table.searchable = false;
  table.filter_column = 1;
  CHECK(count(rendered(table), "<select") == 1);
  CHECK(count(rendered(table), "<input") == 0);
  table.filter_column = 3;  // no such column
  CHECK(count(rendered(table), "<select") == 0);
  CHECK(count(rendered(clients(1)), "class=\"searchable\"") == 0);
}

TEST_CASE("a column of measures is set like one of numbers") {
  CHECK(count(rendered(clients(2)), "<th scope=\"col\" class=\"n\">Age</th>") == 1);
  CHECK(count(rendered(clients(2)), "><data value=\"1\">1 year</data></td>") == 2);
}
