#include "p8/report/html/render_parts.h"

namespace p8::report {

namespace {

constexpr const char* kSuggestions = "suggestions";

void render_choices(Markup& html, const FormField& field, const std::string& id, PageContext& context) {
  html.open("select", {{"id", id}, {"name", field.name}, {"autocomplete", "off"}});
  for (const auto& [value, label] : field.options) {
    Markup::Attributes attributes = {{"value", value}};
    if (value == field.value) attributes.emplace_back("selected", "");
    html.open("option", attributes).plain(context.in(label)).close("option");
  }
  html.close("select");
}

void render_line(Markup& html, const FormField& field, const std::string& id) {
  Markup::Attributes attributes = {{"id", id}, {"name", field.name}, {"type", "text"}, {"autocomplete", "off"}};
  if (field.kind == FormField::Kind::Number) attributes.emplace_back("inputmode", "decimal");
  if (field.suggests) attributes.emplace_back("list", kSuggestions);
  if (!field.value.empty()) attributes.emplace_back("value", field.value);
  html.open("input", attributes);
}

void render_field(Markup& html, const FormField& field, PageContext& context) {
  if (field.kind == FormField::Kind::Hidden) {
    html.open("input", {{"type", "hidden"}, {"name", field.name}, {"value", field.value}});
    return;
  }
  const std::string id = context.next_id("field");
  const bool is_select = field.kind == FormField::Kind::Select;
  html.open("div", {{"class", is_select ? "control select" : "control"}});
  html.element("label", {{"for", id}}, context.in(field.label));
  is_select ? render_choices(html, field, id, context) : render_line(html, field, id);
  html.close("div");
}

}  // namespace

void render_form(Markup& html, const Form& form, PageContext& context) {
  if (!is_own_address(form.action)) return;
  html.open("form", {{"method", "get"},
                     {"action", form.action},
                     {"class", "controls form"},
                     {"aria-label", context.unique_label(context.in(form.label))}});
  for (const FormField& field : form.fields) render_field(html, field, context);
  html.open("button", {{"type", "submit"}}).text(context.in(form.submit)).close("button");
  if (!form.suggestions.empty()) {
    html.open("datalist", {{"id", kSuggestions}});
    for (const Text& words : form.suggestions) html.open("option").plain(context.in(words)).close("option");
    html.close("datalist");
  }
  html.close("form");
}

void render_links(Markup& html, const Links& block, PageContext& context) {
  if (block.links.empty()) return;
  html.open("nav", {{"class", "pages"}, {"aria-label", context.unique_label(context.in(block.label))}}).open("ul");
  for (const NavigationLink& link : block.links) {
    if (!is_own_address(link.href)) continue;
    Markup::Attributes attributes = {{"href", context.root() + link.href}};
    if (link.is_current) attributes.emplace_back("aria-current", "page");
    if (!link.language.empty()) {
      attributes.emplace_back("lang", link.language);
      attributes.emplace_back("hreflang", link.language);
    }
    html.open("li").element("a", attributes, context.in(link.label)).close("li");
  }
  html.close("ul").close("nav");
}

}  // namespace p8::report
