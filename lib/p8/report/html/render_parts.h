#pragma once

#include <set>
#include <string>
#include <utility>

#include "p8/report/chart.h"
#include "p8/report/markup.h"
#include "p8/report/page.h"
#include "p8/report/table.h"
#include "p8/report/typography.h"

/// The pieces of render_html(), one file each.
namespace p8::report {

/// What the pieces of one page share: its language, and identifiers that stay unique.
class PageContext {
 public:
  explicit PageContext(Language language, std::string root = {}) : language_(language), root_(std::move(root)) {}

  Language language() const { return language_; }
  /// From this page to where a server's pages lie.
  const std::string& root() const { return root_; }
  std::string in(const Text& text) const { return typeset(text, language_); }
  /// "t-1", "t-2", …
  std::string next_id(const std::string& prefix) { return prefix + "-" + std::to_string(++count_); }
  /// The label, or "label (2)" where the page has one of that name: names of regions must differ.
  std::string unique_label(const std::string& label);

 private:
  Language language_;
  std::string root_;
  int count_ = 0;
  std::set<std::string> labels_;
};

/// "✓" and the like as an inline image without a name: the word stands beside it.
void render_icon(Markup& html, Tone tone);
void render_badge(Markup& html, const Badge& badge, const PageContext& context);
/// "#anchor" of [A-Za-z0-9._-]+, or a relative path of such parts, none of them "..": no scheme, no host, no way up. A
/// path may be followed by a query, "?name=value&name=value" of [A-Za-z0-9._~%-], and that by an anchor.
bool is_own_address(const std::string& href);
/// `<a href>`, or the label alone where the address is not one of ours.
void render_link(Markup& html, const Link& link, const PageContext& context);
/// Text, badge, link, or `<data value="full precision">rounded</data>`.
void render_cell(Markup& html, const Cell& cell, const PageContext& context);
/// "0.1" of 0.1: the shortest digits that read back as the same double.
std::string full_precision(double value);

void render_table(Markup& html, const Table& table, PageContext& context);

struct SelectOption {
  std::string value;
  Text name;
  bool selected = false;
};

/// A native select under its label. Stands in an element of the class "controls", hidden until the script shows it.
void render_select(Markup& html, const Text& label, const std::vector<SelectOption>& options, PageContext& context);

enum class FigureSize {
  Full,   ///< two drawings, of which CSS shows the one that fits
  Small,  ///< the narrow drawing alone: one of several figures beside each other
};

/// The figure: title, sentence, legend, drawings, table in a `<details>`.
template <typename ChartKind>
void render_figure(Markup& html, const ChartKind& chart, PageContext& context, FigureSize size = FigureSize::Full);
/// The charts of all options, those that are not chosen hidden.
void render_choice(Markup& html, const Choice& choice, PageContext& context);

/// Selects for the columns of a scatter plot, with what the script needs to draw it anew: the same drawing as draw(),
/// from the values in the figure's table. Nothing where there is nothing to choose.
void render_chooser(Markup& html, const Scatter& chart, PageContext& context);

/// Pictures as data URLs, which the policy of the page allows. No pictures: nothing.
void render_gallery(Markup& html, const Gallery& gallery, PageContext& context);

void render_key_figures(Markup& html, const std::vector<KeyFigure>& figures, PageContext& context);
void render_definitions(Markup& html, const std::vector<Definitions::Item>& items, PageContext& context);
/// A list of cards, each with its title (h3) as the way to its page. No cards: nothing.
void render_page_cards(Markup& html, const PageCards& block, PageContext& context);

/// Only [a-z0-9-] of the name.
std::string anchor_of(const std::string& name);
/// The group by which the picker shows the section; empty: it is always shown, since no entry names its group.
std::string picked_group(const Page& page, const Section& section);
/// Nothing where there are less than two entries.
void render_picker(Markup& html, const Picker& picker, PageContext& context);

/// The patterns that fills of the style sheet refer to; once a page.
void render_patterns(Markup& html);

/// Native fields with their labels and a button.
void render_form(Markup& html, const Form& form, PageContext& context);
/// Nothing for no links.
void render_links(Markup& html, const Links& block, PageContext& context);

void render_block(Markup& html, const Block& block, PageContext& context);

}  // namespace p8::report
