#include "p8/base/base64.h"
#include "p8/report/html/render_parts.h"

namespace p8::report {

namespace {

/// By the first bytes of the file; null for what browsers should not be given.
const char* media_type(const std::string& bytes) {
  const auto starts_with = [&](const char* start) { return bytes.rfind(start, 0) == 0; };
  if (starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  return nullptr;
}

void render_image(Markup& html, const Picture& picture, const PageContext& context) {
  const std::string& alt = context.in(picture.alt);
  const char* const type = media_type(picture.bytes);
  if (type == nullptr) {
    html.element("p", {{"class", "no-picture"}}, alt.empty() ? "–" : alt);
    return;
  }
  Markup::Attributes attributes = {{"alt", alt}};
  if (picture.width > 0 && picture.height > 0) {
    attributes.emplace_back("width", std::to_string(picture.width));
    attributes.emplace_back("height", std::to_string(picture.height));
  }
  attributes.insert(attributes.end(), {{"loading", "lazy"},
                                       {"decoding", "async"},
                                       {"src", std::string("data:") + type + ";base64," + base64_of(picture.bytes)}});
  html.open("img", attributes);
}

void render_picture(Markup& html, const Picture& picture, const PageContext& context) {
  html.open("li").open("figure", {{"class", "picture"}});
  render_image(html, picture, context);
  html.open("figcaption");
  if (const std::string title = context.in(picture.title); !title.empty()) {
    html.element("p", {{"class", "picture-title"}}, title);
  }
  if (picture.badge) {
    html.open("p");
    render_badge(html, *picture.badge, context);
    html.close("p");
  }
  if (const std::string note = context.in(picture.note); !note.empty()) html.element("p", {{"class", "note"}}, note);
  html.close("figcaption").close("figure").close("li");
}

}  // namespace

void render_gallery(Markup& html, const Gallery& gallery, PageContext& context) {
  if (gallery.pictures.empty()) return;
  html.open("div", {{"class", "gallery"}});
  const std::string id = context.next_id("gallery");
  const std::string caption = context.in(gallery.caption);
  if (!caption.empty()) html.element("p", {{"class", "figure-title"}, {"id", id}}, caption);
  Markup::Attributes attributes = {{"class", "pictures"}, {"role", "list"}};  // a list without marks is none to some
  if (!caption.empty()) attributes.emplace_back("aria-labelledby", id);
  html.open("ul", attributes);
  for (const Picture& picture : gallery.pictures) render_picture(html, picture, context);
  html.close("ul").close("div");
}

}  // namespace p8::report
