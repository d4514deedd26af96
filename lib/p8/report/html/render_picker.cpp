#include <algorithm>

#include "p8/report/html/render_parts.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

void render_step(Markup& html, const char* css_class, const Text& word, const PageContext& context) {
  html.element("button", {{"type", "button"}, {"class", css_class}}, context.in(word));
}

}  // namespace

std::string anchor_of(const std::string& name) {
  std::string anchor;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') anchor += c;
  }
  return anchor;
}

std::string picked_group(const Page& page, const Section& section) {
  if (!page.picker || page.picker->entries.size() < 2) return {};
  const std::string group = anchor_of(section.group);
  const auto& entries = page.picker->entries;
  const bool has_entry = std::any_of(entries.begin(), entries.end(),
                                     [&](const Picker::Entry& entry) { return anchor_of(entry.group) == group; });
  return has_entry ? group : std::string();
}

void render_picker(Markup& html, const Picker& picker, PageContext& context) {
  if (picker.entries.size() < 2) return;
  std::vector<SelectOption> options;
  for (const Picker::Entry& entry : picker.entries) options.push_back({anchor_of(entry.group), entry.name, false});
  html.open("div", {{"class", "controls picker"},
                    {"role", "group"},
                    {"aria-label", context.in(picker.label)},
                    {"data-position", context.in(words::kPosition)},
                    {"hidden", ""}});
  render_select(html, picker.label, options, context);
  render_step(html, "previous", words::kPrevious, context);
  render_step(html, "next", words::kNext, context);
  html.open("p", {{"class", "count"}, {"role", "status"}}).close("p").close("div");
}

}  // namespace p8::report
