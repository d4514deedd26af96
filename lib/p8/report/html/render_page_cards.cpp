#include "p8/report/html/address.h"
#include "p8/report/html/render_parts.h"

namespace p8::report {

namespace {

void render_title(Markup& html, const PageCard& card, const PageContext& context) {
  const std::string title = context.in(card.title);
  if (title.empty()) return;
  if (!is_file_address(card.address)) {
    html.element("h3", {}, title);
    return;
  }
  html.open("h3").open("a", {{"href", card.address}}).element("span", {}, title).close("a").close("h3");
}

void render_card(Markup& html, const PageCard& card, PageContext& context) {
  html.open("li", {{"class", "page-card"}});
  if (const std::string kicker = context.in(card.kicker); !kicker.empty()) {
    html.element("p", {{"class", "kicker"}}, kicker);
  }
  render_title(html, card, context);
  if (const std::string text = context.in(card.text); !text.empty()) html.element("p", {}, text);
  if (!card.figures.empty()) render_key_figures(html, card.figures, context);
  if (!card.facts.empty()) render_definitions(html, card.facts, context);
  html.close("li");
}

}  // namespace

void render_page_cards(Markup& html, const PageCards& block, PageContext& context) {
  if (block.cards.empty()) return;
  html.open("ul", {{"class", "page-cards"}, {"role", "list"}});
  for (const PageCard& card : block.cards) render_card(html, card, context);
  html.close("ul");
}

}  // namespace p8::report
