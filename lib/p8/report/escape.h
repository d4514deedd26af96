#pragma once

#include <string>

#include "p8/base/text.h"

namespace p8::report {

/// Text from outside (identifiers, feature names, categories, file names), safe inside any sentence, label or cell: it
/// is isolated, so that right-to-left letters or overrides in it cannot reorder what stands around it. The page shows
/// it in `<bdi>`. Applying it twice does no harm.
std::string isolated(const std::string& data);

/// The text without such marks: for files that are not pages.
std::string without_isolates(const std::string& text);

/// The same in both languages: what to pass wherever a Text is expected.
inline Text user_text(const std::string& data) { return same(isolated(data)); }

/// Valid UTF-8 that can be shown in a page: invalid bytes, surrogates, noncharacters, C1 controls and bidirectional
/// overrides become U+FFFD; C0 controls become their pictures (␀, ␛, …) except tab and line breaks; line and paragraph
/// separators become spaces. Isolates are kept where they are paired, else become U+FFFD.
std::string clean(const std::string& text);

/// clean() text with & < > " ' as entities: for attributes, `<title>` and SVG text. Paired isolates stay characters.
std::string escape_plain(const std::string& text);

/// clean() text as HTML: as escape_plain, with paired isolates written as `<bdi>…</bdi>`.
std::string escape_html(const std::string& text);

/// The same, written behind `out`: a page has thousands of them.
void append_plain(const std::string& text, std::string& out);
void append_html(const std::string& text, std::string& out);

}  // namespace p8::report
