#include "p8/report/escape.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "p8/base/utf8.h"

namespace p8::report {

namespace {

constexpr const char* kReplacement = "\uFFFD";
constexpr const char* kFirstStrongIsolate = "\u2068";
constexpr const char* kPopIsolate = "\u2069";

bool is_bidi_override(std::uint32_t code) {
  return (code >= 0x202A && code <= 0x202E) || code == 0x2066 || code == 0x2067;
}
bool is_noncharacter(std::uint32_t code) { return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF); }

std::string control_picture(std::uint32_t code) {
  std::string picture;
  append_utf8(picture, code == 0x7F ? 0x2421 : 0x2400 + code);
  return picture;
}

/// What a byte needs on its way into a page.
enum class Treatment : unsigned char { None, Entity, Decoding };

constexpr std::array<Treatment, 256> kTreatments = [] {
  std::array<Treatment, 256> treatments = {};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const bool is_layout = byte == '\t' || byte == '\n' || byte == '\r';
    if ((byte < 0x20 && !is_layout) || byte >= 0x7F) treatments[byte] = Treatment::Decoding;
  }
  for (const char c : {'&', '<', '>', '"', '\''}) treatments[static_cast<std::size_t>(c)] = Treatment::Entity;
  return treatments;
}();

Treatment treatment_of(char c) { return kTreatments[static_cast<unsigned char>(c)]; }

bool is_clean_already(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return treatment_of(c) == Treatment::Decoding; });
}

const char* entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return "&#39;";
  }
}

void append_entities(const std::string& clean_text, std::string& out) {
  auto start = clean_text.begin();
  while (start != clean_text.end()) {
    const auto special =
        std::find_if(start, clean_text.end(), [](char c) { return treatment_of(c) == Treatment::Entity; });
    out.append(start, special);
    if (special == clean_text.end()) return;
    out += entity_of(*special);
    start = special + 1;
  }
}

bool has_isolates(const std::string& text) {
  return text.find(kFirstStrongIsolate) != std::string::npos || text.find(kPopIsolate) != std::string::npos;
}

/// Isolates that are not opened and closed in pairs, blanked: position of each stray mark in the clean text.
std::string without_stray_isolates(std::string text) {
  if (!has_isolates(text)) return text;
  std::vector<std::size_t> open;
  std::vector<std::size_t> stray;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, kFirstStrongIsolate) == 0) {
      open.push_back(i);
    } else if (text.compare(i, 3, kPopIsolate) == 0) {
      if (open.empty()) {
        stray.push_back(i);
      } else {
        open.pop_back();
      }
    }
  }
  stray.insert(stray.end(), open.begin(), open.end());
  for (const std::size_t i : stray) text.replace(i, 3, kReplacement);  // both are three bytes long
  return text;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t i = text.find(from); i != std::string::npos; i = text.find(from, i + to.size())) {
    text.replace(i, from.size(), to);
  }
  return text;
}

}  // namespace

std::string clean(const std::string& text) {
  if (is_clean_already(text)) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (treatment_of(text[i]) != Treatment::Decoding) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    const std::uint32_t code = next_code_point(text, end);
    if (code == kIllFormed) end = i + 1;  // a replacement for each byte
    if (code == kIllFormed || is_bidi_override(code) || is_noncharacter(code) || (code >= 0x80 && code < 0xA0)) {
      out += kReplacement;
    } else if (code < 0x20 || code == 0x7F) {
      out += control_picture(code);
    } else if (code == 0x2028 || code == 0x2029) {
      out += ' ';
    } else {
      out.append(text, i, end - i);
    }
    i = end;
  }
  return without_stray_isolates(std::move(out));
}

std::string isolated(const std::string& data) {
  std::string inside = data;
  const bool done = data.size() >= 6 && data.compare(0, 3, kFirstStrongIsolate) == 0 &&
                    data.compare(data.size() - 3, 3, kPopIsolate) == 0;
  if (done) inside = data.substr(3, data.size() - 6);
  inside = replace_all(replace_all(inside, kFirstStrongIsolate, kReplacement), kPopIsolate, kReplacement);
  return kFirstStrongIsolate + clean(inside) + kPopIsolate;
}

void append_plain(const std::string& text, std::string& out) {
  if (is_clean_already(text)) return append_entities(text, out);
  append_entities(clean(text), out);
}

void append_html(const std::string& text, std::string& out) {
  if (is_clean_already(text)) return append_entities(text, out);
  out += escape_html(text);
}

std::string escape_plain(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  append_plain(text, out);
  return out;
}

std::string escape_html(const std::string& text) {
  std::string out = escape_plain(text);
  if (!has_isolates(out)) return out;
  return replace_all(replace_all(std::move(out), kFirstStrongIsolate, "<bdi>"), kPopIsolate, "</bdi>");
}

std::string without_isolates(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_isolate = text.compare(i, 3, "\u2068") == 0 || text.compare(i, 3, "\u2069") == 0;
    if (is_isolate) {
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace p8::report
