#include <algorithm>

#include "p8/report/html/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

constexpr std::size_t kRowsAtFirst = 100;  // of a table that can be searched, with script; as in controls.css
constexpr std::size_t kNamedColumns = 12;  // as in the style

bool is_empty(const Cell& cell) {
  const Text* text = std::get_if<Text>(&cell);
  return text != nullptr && text->en.empty();
}

/// A column is numeric if it holds numbers and nothing else but empty cells; marker rows may name it in words.
std::vector<bool> numeric_columns(const Table& table) {
  std::vector<bool> numeric(table.columns.size(), false);
  for (std::size_t column = 0; column < numeric.size(); ++column) {
    std::size_t numbers = 0, others = 0;
    for (const std::vector<Cell>& row : table.rows) {
      if (column >= row.size() || is_empty(row[column])) continue;
      const bool has_value =
          std::holds_alternative<Number>(row[column]) || std::holds_alternative<Measure>(row[column]);
      ++(has_value ? numbers : others);
    }
    numeric[column] = numbers > others;
  }
  return numeric;
}

/// "2 3": the numeric columns that the table names for the style, which spares each of their cells a class.
std::string named_columns(const std::vector<bool>& numeric) {
  std::string columns;
  for (std::size_t column = 0; column < std::min(numeric.size(), kNamedColumns); ++column) {
    if (numeric[column]) columns += (columns.empty() ? "" : " ") + std::to_string(column + 1);
  }
  return columns;
}

void render_head(Markup& html, const Table& table, const std::vector<bool>& numeric, const PageContext& context) {
  html.open("thead").open("tr");
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const std::string& label = context.in(table.columns[column].label);
    if (label.empty()) {
      html.open("td").close("td");
      continue;
    }
    Markup::Attributes attributes = {{"scope", "col"}};
    if (numeric[column]) attributes.emplace_back("class", "n");
    html.element("th", attributes, label);
  }
  html.close("tr").close("thead");
}

void render_row(Markup& html, const std::vector<Cell>& row, const std::vector<bool>& numeric,
                const PageContext& context) {
  html.open("tr");
  for (std::size_t column = 0; column < numeric.size(); ++column) {
    const Cell cell = column < row.size() ? row[column] : Cell(Text{});
    const bool heads_row = column == 0 && !is_empty(cell);
    Markup::Attributes attributes;
    if (heads_row) attributes.emplace_back("scope", "row");
    if (numeric[column] && column >= kNamedColumns) attributes.emplace_back("class", "n");
    html.open(heads_row ? "th" : "td", attributes);
    render_cell(html, cell, context);
    html.close(heads_row ? "th" : "td");
  }
  html.close("tr");
}

bool has_filter(const Table& table) { return table.filter_column && *table.filter_column < table.columns.size(); }

bool has_tools(const Table& table) { return table.rows.size() > 1 && (table.searchable || has_filter(table)); }

/// What the script says about the rows shown; "{0}" is left for it to fill.
Markup::Attributes row_counts(const Table& table, const PageContext& context) {
  const auto count_text = [&](const Text& pattern) {
    const Number all{static_cast<double>(table.rows.size()), integer()};
    return context.in(text(pattern, same("{0}"), all, same("{1}")));
  };
  Markup::Attributes counts = {{"data-none", context.in(words::kNoRowShown)},
                               {"data-one", count_text(words::kRowShown)},
                               {"data-many", count_text(words::kRowsShown)}};
  if (table.rows.size() > kRowsAtFirst) {
    counts.emplace_back("data-first", count_text(words::kFirstRowsShown));
    counts.emplace_back("data-limit", std::to_string(kRowsAtFirst));
  }
  if (has_filter(table)) counts.emplace_back("data-filter", std::to_string(*table.filter_column));
  return counts;
}

void render_tools(Markup& html, const Table& table, PageContext& context) {
  html.open("div", {{"class", "controls"}, {"hidden", ""}});
  if (table.searchable) {
    const std::string id = context.next_id("search");
    html.open("div", {{"class", "control"}}).element("label", {{"for", id}}, context.in(words::kSearch));
    html.open("input", {{"type", "search"}, {"id", id}, {"autocomplete", "off"}, {"spellcheck", "false"}}).close("div");
  }
  if (has_filter(table)) {
    render_select(html, table.columns[*table.filter_column].label, {{"", words::kAll, true}}, context);
  }
  html.open("p", {{"class", "count"}, {"role", "status"}}).close("p").close("div");
}

void render_scrolling_table(Markup& html, const Table& table, PageContext& context) {
  const std::vector<bool> numeric = numeric_columns(table);
  const std::string label = context.unique_label(context.in(table.caption));
  html.open("div",
            {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", label.empty() ? "—" : label}});
  Markup::Attributes attributes;
  if (has_tools(table) && table.rows.size() > kRowsAtFirst) attributes.emplace_back("class", "paged");
  if (table.sortable && table.rows.size() > 1) attributes.emplace_back("data-sortable", "");
  if (const std::string columns = named_columns(numeric); !columns.empty()) attributes.emplace_back("data-n", columns);
  html.open("table", attributes);
  if (!context.in(table.caption).empty()) {
    html.open("caption").element("span", {}, context.in(table.caption)).close("caption");
  }
  render_head(html, table, numeric, context);
  html.open("tbody");
  for (const std::vector<Cell>& row : table.rows) render_row(html, row, numeric, context);
  html.close("tbody").close("table").close("div");
}

}  // namespace

void render_table(Markup& html, const Table& table, PageContext& context) {
  if (!has_tools(table)) return render_scrolling_table(html, table, context);
  Markup::Attributes attributes = row_counts(table, context);
  attributes.insert(attributes.begin(), {"class", "searchable"});
  html.open("div", attributes);
  render_tools(html, table, context);
  render_scrolling_table(html, table, context);
  html.open("p", {{"class", "more"}, {"hidden", ""}}).open("button", {{"type", "button"}});
  html.text(context.in(words::kMoreRows)).close("button").close("p").close("div");
}

}  // namespace p8::report
