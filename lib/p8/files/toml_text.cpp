#include "p8/files/toml_text.h"

#include <algorithm>
#include <string_view>

#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxDots = 40;
constexpr std::size_t kMaxDepth = 32;

/// Goes through a text as far as keys and brackets need it. What it takes for a string is one for the parser, too, up
/// to the first fault, where the parser ends.
class NestingCheck {
 public:
  explicit NestingCheck(std::string_view text) : text_(text) {}

  void run() {
    for (; at_ < text_.size(); ++at_) step();
  }

 private:
  void step() {
    switch (text_[at_]) {
      case '#':
        at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
        break;
      case '"':
      case '\'':
        skip_string(text_[at_]);
        break;
      case '.':
        if (++dots_ > kMaxDots)
          throw fault(text("more than {} dots in one key", "plus de {} points dans une clé", kMaxDots));
        break;
      case '[':
      case '{':
        if (++depth_ > kMaxDepth)
          throw fault(text("nested more than {} deep", "plus de {} niveaux imbriqués", kMaxDepth));
        dots_ = 0;
        break;
      case ']':
      case '}':
        if (depth_ > 0) --depth_;
        dots_ = 0;
        break;
      case '\n':
      case ',':
      case '=':
        dots_ = 0;
        break;
      default:
        break;
    }
  }

  /// To the last character of the string that begins here: "…", '…', """…""" or '''…'''.
  void skip_string(char quote) {
    const bool is_long = text_.substr(at_, 3) == std::string(3, quote);
    at_ += is_long ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        ++at_;
      } else if (!is_long && (text_[at_] == quote || text_[at_] == '\n')) {
        return;
      } else if (is_long && text_.substr(at_, 3) == std::string(3, quote)) {
        at_ += 2;
        for (int more = 0; more < 2 && text_.substr(at_ + 1, 1) == std::string(1, quote); ++more) ++at_;
        return;
      }
    }
  }

  TomlFault fault(Text what) const {
    const std::string_view before = text_.substr(0, at_);
    const std::size_t row_begin = before.rfind('\n') + 1;  // 0 in the first row
    return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1, at_ - row_begin + 1,
            std::move(what)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t dots_ = 0;  // of the key that is being read
  std::size_t depth_ = 0;
};

}  // namespace

toml::table parse_toml(const std::string& text) {
  NestingCheck(text).run();
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const toml::source_position& place = error.source().begin;
    throw TomlFault{place.line, place.column, same(printable(std::string(error.description()), 300))};
  }
}

}  // namespace p8
