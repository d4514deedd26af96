#include <algorithm>
#include <utility>

#include "p8/report/html/render_parts.h"

namespace p8::report {

namespace {

/// "Number of characteristics: 10": the name of a panel.
Text name_of(const Choice& choice, const Option& option) {
  return text("{0}: {1}", "{0} : {1}", choice.label, option.name);
}

void render_select(Markup& html, const Choice& choice, std::size_t chosen, PageContext& context) {
  std::vector<SelectOption> options;
  const bool has_all = !choice.all_name.en.empty();
  if (has_all) options.push_back({"", choice.all_name, true});
  for (std::size_t i = 0; i < choice.options.size(); ++i) {
    options.push_back({std::to_string(i), choice.options[i].name, !has_all && i == chosen});
  }
  html.open("div", {{"class", "controls"}, {"hidden", ""}});
  render_select(html, choice.label, options, context);
  html.close("div");
}

/// The name stands above the charts where no select says which option it is: on paper, or without script.
void render_panel(Markup& html, const Choice& choice, const Option& option, bool shown, PageContext& context) {
  const std::string name_id = context.next_id("panel");
  Markup::Attributes attributes = {{"class", "panel"}, {"role", "group"}, {"aria-labelledby", name_id}};
  if (!shown) attributes.emplace_back("hidden", "");
  html.open("div", attributes);
  html.element("p", {{"class", "panel-name"}, {"id", name_id}}, context.in(name_of(choice, option)));
  const FigureSize size = choice.small ? FigureSize::Small : FigureSize::Full;
  for (const Chart& chart : option.charts) {
    std::visit([&](const auto& content) { render_figure(html, content, context, size); }, chart);
  }
  html.close("div");
}

}  // namespace

void render_select(Markup& html, const Text& label, const std::vector<SelectOption>& options, PageContext& context) {
  const std::string id = context.next_id("select");
  html.open("div", {{"class", "control select"}}).element("label", {{"for", id}}, context.in(label));
  html.open("select", {{"id", id}, {"autocomplete", "off"}});
  for (const SelectOption& option : options) {
    Markup::Attributes attributes = {{"value", option.value}};
    if (option.selected) attributes.emplace_back("selected", "");
    html.open("option", attributes).plain(context.in(option.name)).close("option");
  }
  html.close("select").close("div");
}

void render_choice(Markup& html, const Choice& choice, PageContext& context) {
  if (choice.options.empty()) return;
  const std::size_t chosen = choice.chosen < choice.options.size() ? choice.chosen : 0;
  const bool shows_all = !choice.all_name.en.empty();
  html.open("div", {{"class", std::string("choice") + (choice.small ? " small" : "") + (shows_all ? " all" : "")}});
  if (choice.options.size() > 1) render_select(html, choice, chosen, context);
  for (std::size_t i = 0; i < choice.options.size(); ++i) {
    render_panel(html, choice, choice.options[i], shows_all || i == chosen, context);
  }
  html.close("div");
}

}  // namespace p8::report
