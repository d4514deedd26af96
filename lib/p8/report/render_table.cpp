#include <algorithm>

#include "p8/report/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

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
      ++(std::holds_alternative<Number>(row[column]) ? numbers : others);
    }
    numeric[column] = numbers > others;
  }
  return numeric;
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
    if (numeric[column]) attributes.emplace_back("class", "n");
    html.open(heads_row ? "th" : "td", attributes);
    render_cell(html, cell, context);
    html.close(heads_row ? "th" : "td");
  }
  html.close("tr");
}

}  // namespace

void render_table(Markup& html, const Table& table, PageContext& context) {
  const std::vector<bool> numeric = numeric_columns(table);
  const std::string label = context.unique_label(context.in(table.caption));
  html.open("div",
            {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", label.empty() ? "—" : label}});
  Markup::Attributes attributes;
  if (table.sortable && table.rows.size() > 1) attributes.emplace_back("data-sortable", "");
  html.open("table", attributes);
  if (!context.in(table.caption).empty()) {
    html.open("caption").element("span", {}, context.in(table.caption)).close("caption");
  }
  render_head(html, table, numeric, context);
  html.open("tbody");
  for (const std::vector<Cell>& row : table.rows) render_row(html, row, numeric, context);
  html.close("tbody").close("table").close("div");
}

}  // namespace p8::report
