#include "p8/report/html/render.h"

#include <utility>

#include "p8/base/base64.h"
#include "p8/base/hash.h"
#include "p8/report/html/assets.h"
#include "p8/report/html/render_parts.h"
#include "p8/report/html/theme.h"
#include "p8/report/words.h"

namespace p8::report {

namespace {

/// What the hexadecimal digits stand for.
std::string bytes_of(const std::string& hex) {
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(value(hex[i]) * 16 + value(hex[i + 1]));
  return bytes;
}

std::string source_hash(const std::string& source) {
  return "'sha256-" + base64_of(bytes_of(digest_of(source).sha256)) + "'";
}

/// Style and script of a kind of page, and the policy that allows nothing else. Images are data: pictures of a Gallery,
/// and the empty icon that keeps browsers from asking a server for one.
struct Dress {
  std::string style;
  std::string script;
  std::string policy;
};

std::string policy_of(const std::string& style, const std::string& script, const char* form_action) {
  return "default-src 'none'; style-src " + style + "; script-src " + script +
         "; img-src data:; base-uri 'none'; form-action " + form_action;
}

PageAsset asset_of(const char* ending, const char* type, std::string content) {
  const std::string name = "p8-" + digest_of(content).sha256.substr(0, 16) + ending;
  return {name, type, std::move(content)};
}

std::string style_of_files() { return theme_css() + page_css(); }

/// A page of a server has a way to others, or forms; a file has neither. Both are the same for all pages of their kind.
bool is_of_server(const Page& page) { return !page.navigation.empty(); }

const Dress& dress_of_files() {
  static const Dress dress = [] {
    const std::string style = style_of_files();
    const std::string script = page_script();
    return Dress{style, script, policy_of(source_hash(style), source_hash(script), "'none'")};
  }();
  return dress;
}

const std::string& policy_of(const Page& page) {
  static const std::string served = policy_of("'self'", "'self'", "'self'");
  return is_of_server(page) ? served : dress_of_files().policy;
}

void render_style(Markup& html, const Page& page) {
  if (is_of_server(page)) {
    html.open("link", {{"rel", "stylesheet"}, {"href", page.root + page_assets()[0].name}});
  } else {
    html.open("style").raw(dress_of_files().style).close("style");
  }
}

void render_script(Markup& html, const Page& page) {
  if (is_of_server(page)) {
    html.open("script", {{"src", page.root + page_assets()[1].name}}).close("script");
  } else {
    html.open("script").raw(dress_of_files().script).close("script");
  }
}

/// "section-N" where nothing is left of the anchor.
std::string section_id(const Section& section, std::size_t index) {
  const std::string id = anchor_of(section.anchor);
  return id.empty() ? "section-" + std::to_string(index + 1) : id;
}

/// What marks the section, and its entry in the contents, for the picker.
Markup::Attributes group_attributes(const Page& page, const Section& section) {
  const std::string group = picked_group(page, section);
  return group.empty() ? Markup::Attributes{} : Markup::Attributes{{"data-group", group}};
}

void render_head(Markup& html, const Page& page, const PageContext& context) {
  const std::string& kicker = context.in(page.kicker);
  html.open("head").open("meta", {{"charset", "utf-8"}});
  html.open("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy_of(page)}});
  html.open("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.open("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  html.open("meta", {{"name", "generator"}, {"content", "p8"}});
  html.open("link", {{"rel", "icon"}, {"href", "data:,"}});
  html.open("title").plain(context.in(page.title) + (kicker.empty() ? "" : " – " + kicker)).close("title");
  render_style(html, page);
  html.close("head");
}

void render_top(Markup& html, const Page& page, PageContext& context) {
  html.element("a", {{"class", "skip"}, {"href", "#content"}}, context.in(words::kSkip));
  html.open("header", {{"class", "top"}}).element("p", {{"class", "brand"}}, "p8");
  render_links(html, {words::kPages, page.navigation}, context);
  html.open("button", {{"type", "button"}, {"id", "theme"}, {"aria-pressed", "false"}, {"hidden", ""}});
  html.text(context.in(words::kThemeDark)).close("button").close("header");
}

/// Unlike a cell's, this link may lead one folder up: from clients/ID.html to the index beside that folder.
void render_back(Markup& html, const Link& back, const PageContext& context) {
  const std::size_t up = back.href.compare(0, 4, "../#") != 0 && back.href.compare(0, 3, "../") == 0 ? 3 : 0;
  if (!is_own_address(back.href.substr(up)) || context.in(back.label).empty()) return;
  html.open("p", {{"class", "back"}}).element("a", {{"href", back.href}}, context.in(back.label)).close("p");
}

void render_answer(Markup& html, const Page& page, PageContext& context) {
  html.open("div", {{"class", "answer"}});
  if (page.back) render_back(html, *page.back, context);
  if (!context.in(page.kicker).empty()) html.element("p", {{"class", "kicker"}}, context.in(page.kicker));
  html.element("h1", {}, context.in(page.title));
  if (page.verdict) {
    html.open("p", {{"class", "verdict"}});
    render_badge(html, *page.verdict, context);
    html.close("p");
  }
  if (!context.in(page.lead).empty()) html.element("p", {{"class", "lead"}}, context.in(page.lead));
  for (const Block& block : page.answer) render_block(html, block, context);
  html.close("div");
}

void render_contents(Markup& html, const Page& page, const PageContext& context) {
  if (page.sections.empty()) return;
  html.open("nav", {{"class", "contents"}, {"aria-labelledby", "contents-title"}});
  html.element("p", {{"id", "contents-title"}}, context.in(words::kContents)).open("ol");
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    html.open("li", group_attributes(page, page.sections[i]));
    html.open("a", {{"href", "#" + section_id(page.sections[i], i)}});
    html.element("span", {}, context.in(page.sections[i].heading)).close("a").close("li");
  }
  html.close("ol").close("nav");
}

void render_sections(Markup& html, const Page& page, PageContext& context) {
  html.open("div", {{"class", "sections"}});
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    const Section& section = page.sections[i];
    Markup::Attributes attributes = group_attributes(page, section);
    attributes.insert(attributes.begin(), {"id", section_id(section, i)});
    html.open("section", attributes).open("h2").element("span", {}, context.in(section.heading)).close("h2");
    for (const Block& block : section.blocks) render_block(html, block, context);
    html.close("section");
  }
  html.close("div");
}

}  // namespace

const std::vector<PageAsset>& page_assets() {
  static const std::vector<PageAsset> assets = {
      asset_of(".css", "text/css; charset=utf-8", style_of_files() + server_css()),
      asset_of(".js", "text/javascript; charset=utf-8", page_script())};
  return assets;
}

std::string page_policy(const Page& page) { return policy_of(page); }

std::string render_html(const Page& page, Language language) {
  PageContext context(language, page.root);
  Markup html;
  html.raw("<!DOCTYPE html>\n").open("html", {{"lang", language == Language::French ? "fr" : "en"}});
  render_head(html, page, context);
  html.open("body");
  render_top(html, page, context);
  render_patterns(html);
  html.open("main", {{"id", "content"}, {"tabindex", "-1"}});
  render_answer(html, page, context);
  if (page.picker) render_picker(html, *page.picker, context);
  render_contents(html, page, context);
  render_sections(html, page, context);
  html.close("main");
  if (!context.in(page.footer).empty()) html.open("footer").element("p", {}, context.in(page.footer)).close("footer");
  render_script(html, page);
  html.close("body").close("html").raw("\n");
  return html.str();
}

}  // namespace p8::report
