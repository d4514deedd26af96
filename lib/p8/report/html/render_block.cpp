#include <sstream>

#include "p8/report/charts/plot.h"
#include "p8/report/html/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

void render(Markup& html, const Paragraph& block, PageContext& context) {
  html.element("p", {}, context.in(block.text));
}

void render(Markup& html, const Subheading& block, PageContext& context) {
  html.element("h3", {}, context.in(block.text));
}

void render(Markup& html, const KeyFigures& block, PageContext& context) {
  render_key_figures(html, block.figures, context);
}

void render(Markup& html, const Notice& block, PageContext& context) {
  html.open("div", {{"class", "notice is-" + tone_class(block.tone)}, {"role", "note"}});
  render_icon(html, block.tone);
  html.open("div");
  const Text& fallback = block.tone == Tone::Warning ? words::kWarning : words::kNote;
  html.element("p", {{"class", "notice-title"}}, context.in(block.title.en.empty() ? fallback : block.title));
  html.element("p", {}, context.in(block.text)).close("div").close("div");
}

void render(Markup& html, const Definitions& block, PageContext& context) {
  render_definitions(html, block.items, context);
}

void render(Markup& html, const PageCards& block, PageContext& context) { render_page_cards(html, block, context); }

void render(Markup& html, const List& block, PageContext& context) {
  const char* tag = block.ordered ? "ol" : "ul";
  html.open(tag, {{"class", "list"}});
  for (const Text& item : block.items) html.element("li", {}, context.in(item));
  html.close(tag);
}

void render(Markup& html, const Code& block, PageContext& context) {
  const std::string label = context.unique_label(context.in(block.label));
  html.open("div", {{"class", "code"}}).element("p", {{"class", "code-label"}}, context.in(block.label));
  html.open("pre",
            {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", label.empty() ? "—" : label}});
  html.element("code", {}, block.text).close("pre").close("div");
}

/// What stands between empty lines; line breaks inside are kept.
std::vector<std::string> paragraphs_of(const std::string& text) {
  std::vector<std::string> paragraphs(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::string& last = paragraphs.back();
    if (!line.empty()) {
      last += (last.empty() ? "" : "\n") + line;
    } else if (!last.empty()) {
      paragraphs.emplace_back();
    }
  }
  if (paragraphs.back().empty()) paragraphs.pop_back();
  return paragraphs;
}

void render(Markup& html, const Letter& block, PageContext& context) {
  const std::string label = context.unique_label(context.in(block.label));
  html.open("div", {{"class", "letter"}, {"role", "region"}, {"aria-label", label.empty() ? "—" : label}});
  for (const std::string& paragraph : paragraphs_of(context.in(block.text))) html.element("p", {}, paragraph);
  html.close("div");
  html.open("div", {{"class", "controls"}, {"hidden", ""}});
  html.open("button", {{"type", "button"}, {"class", "print"}}).text(context.in(words::kPrintLetter)).close("button");
  html.close("div");
}

void render(Markup& html, const Links& block, PageContext& context) { render_links(html, block, context); }

void render(Markup& html, const Form& block, PageContext& context) { render_form(html, block, context); }

void render(Markup& html, const Choice& block, PageContext& context) { render_choice(html, block, context); }

void render(Markup& html, const Gallery& block, PageContext& context) { render_gallery(html, block, context); }

void render(Markup& html, const Table& block, PageContext& context) {
  if (!block.folded) return render_table(html, block, context);
  const Number rows{static_cast<double>(block.rows.size()), integer()};
  html.open("details", {{"class", "folded"}});
  html.element("summary", {}, context.in(text(words::kFolded, block.caption, rows)));
  render_table(html, block, context);
  html.close("details");
}

template <typename Chart>
void render(Markup& html, const Chart& block, PageContext& context) {
  render_figure(html, block, context);
}

}  // namespace

void render_key_figures(Markup& html, const std::vector<KeyFigure>& figures, PageContext& context) {
  html.open("dl", {{"class", "cards"}});
  for (const KeyFigure& figure : figures) {
    html.open("div", {{"class", "card"}}).element("dt", {}, context.in(figure.label));
    html.open("dd", {{"class", "value"}});
    render_cell(html, figure.value, context);
    if (const std::string& unit = context.in(figure.unit); !unit.empty()) {
      html.text("\u00A0").element("span", {{"class", "unit"}}, unit);
    }
    html.close("dd");
    if (const std::string& note = context.in(figure.note); !note.empty()) html.element("dd", {{"class", "note"}}, note);
    html.close("div");
  }
  html.close("dl");
}

void render_definitions(Markup& html, const std::vector<Definitions::Item>& items, PageContext& context) {
  html.open("dl", {{"class", "definitions"}});
  for (const Definitions::Item& item : items) {
    html.open("div").element("dt", {}, context.in(item.term)).open("dd");
    render_cell(html, item.description, context);
    html.close("dd").close("div");
  }
  html.close("dl");
}

void render_block(Markup& html, const Block& block, PageContext& context) {
  std::visit([&](const auto& content) { render(html, content, context); }, block);
}

}  // namespace p8::report
