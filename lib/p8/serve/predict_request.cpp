#include "p8/serve/predict_request.h"

#include <algorithm>
#include <optional>

#include "p8/core/log.h"
#include "p8/table/client_reader.h"
#include "p8/table/number.h"

namespace p8::serve {

namespace {

using Index = std::unordered_map<std::string_view, std::size_t>;

template <typename... Args>
[[noreturn]] void refuse(const char* en, const char* fr, const Args&... args) {
  throw PredictFault{422, text(en, fr, args...)};
}

std::string shown(std::string_view name) { return printable(std::string(name.substr(0, 200)), 60); }

/// JSON (RFC 8259) from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[noreturn]] void fail(const char* en, const char* fr) const {
    throw PredictFault{400, text("byte {0}: {1}", "octet {0} : {2}", at_ + 1, en, fr)};
  }

  char peek() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, const char* en, const char* fr) {
    if (!take(c)) fail(en, fr);
  }
  bool take_word(std::string_view word) {
    peek();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void expect_end() {
    if (peek() != '\0' || at_ < text_.size()) fail("expected the end", "la fin était attendue");
  }

  /// The text of a string; it stands in the request, or where it has escapes in `scratch`.
  std::string_view string(std::string& scratch) {
    expect('"', "expected a string", "une chaîne était attendue");
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && !is_control(text_[at_])) ++at_;
    if (at_ < text_.size() && text_[at_] == '"') return text_.substr(start, at_++ - start);
    scratch.assign(text_.substr(start, at_ - start));
    while (at_ < text_.size() && text_[at_] != '"') {
      if (is_control(text_[at_])) fail("a control character in a string", "un caractère de contrôle dans une chaîne");
      text_[at_] == '\\' ? escape(scratch) : static_cast<void>(scratch += text_[at_++]);
    }
    if (at_ == text_.size()) fail("a string without end", "une chaîne sans fin");
    ++at_;
    return scratch;
  }

  /// A finite number.
  double number(std::string_view name) {
    const std::size_t start = at_;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    const bool leads_with_zero = at_ < text_.size() && text_[at_] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leads_with_zero && whole > 1)) fail("not a number", "ce n'est pas un nombre");
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (digits() == 0) fail("not a number", "ce n'est pas un nombre");
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (digits() == 0) fail("not a number", "ce n'est pas un nombre");
    }
    const ParsedNumber parsed = parse_number(text_.substr(start, at_ - start));
    if (parsed.fault != NumberFault::None) {
      refuse("'{}': too large a number", "« {} » : nombre trop grand", shown(name));
    }
    return parsed.value;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
  static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

  std::size_t digits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - start;
  }

  unsigned code_unit() {
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) fail("a broken escape in a string", "un échappement incorrect dans une chaîne");
      unit = unit * 16 + static_cast<unsigned>(digit);
    }
    return unit;
  }

  static void append_utf8(unsigned code, std::string& out) {
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | (code >> 6));
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }

  void escape(std::string& out) {
    static constexpr std::string_view kShort = "\"\\/bfnrt";
    static constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    ++at_;  // the backslash
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    if (const std::size_t i = kShort.find(c); c != '\0' && i != std::string_view::npos) {
      out += kMeaning[i];
      return;
    }
    if (c != 'u') fail("a broken escape in a string", "un échappement incorrect dans une chaîne");
    unsigned code = code_unit();
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      const unsigned low = code_unit();
      if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair", "une moitié de paire de substitution");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xD800 && code < 0xE000) {
      fail("half a surrogate pair", "une moitié de paire de substitution");
    }
    append_utf8(code, out);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// One request.
class Reading {
 public:
  Reading(std::string_view body, const Schema& schema, const Index& features)
      : cursor_(body), schema_(schema), features_(features), width_(schema.features().size()), seen_(width_, 0) {}

  PredictRequest read() {
    cursor_.expect('{', "expected an object", "un objet était attendu");
    if (!cursor_.take('}')) {
      do {
        member();
      } while (cursor_.take(','));
      cursor_.expect('}', "expected , or }", "il manque , ou }");
    }
    cursor_.expect_end();
    if (!has_clients_) refuse("'features' or 'instances' is missing", "il manque « features » ou « instances »");
    return finished();
  }

 private:
  void member() {
    const std::string key(cursor_.string(scratch_));
    cursor_.expect(':', "expected :", "il manque :");
    if (key == "shap") {
      request_.with_shap = flag();
    } else if (key == "features" || key == "instances") {
      if (has_clients_)
        refuse("only one of 'features' and 'instances'", "« features » ou « instances », une seule fois");
      has_clients_ = true;
      request_.is_batch = key == "instances";
      request_.is_batch ? instances() : client();
    } else {
      refuse("'{}' is not known here; expected 'features', 'instances' or 'shap'",
             "« {} » n'est pas connu ici ; il faut « features », « instances » ou « shap »", shown(key));
    }
  }

  bool flag() {
    if (cursor_.take_word("true")) return true;
    if (cursor_.take_word("false")) return false;
    refuse("'shap' is true or false", "« shap » vaut true ou false");
  }

  void instances() {
    if (!cursor_.take('[')) refuse("'instances' is a list", "« instances » est une liste");
    if (cursor_.take(']')) return;
    do {
      if (rows_ == PredictReader::kMostRows) {
        throw PredictFault{
            413, text("more than {} clients at once", "plus de {} clients à la fois", PredictReader::kMostRows)};
      }
      client();
    } while (cursor_.take(','));
    cursor_.expect(']', "expected , or ]", "il manque , ou ]");
  }

  /// {name: value}, or in a list {"features": {name: value}}.
  void client() {
    if (!cursor_.take('{')) refuse("features are an object", "les variables sont un objet");
    row_ = values_.size();
    values_.resize(row_ + width_, kMissing);
    std::fill(seen_.begin(), seen_.end(), 0);
    next_ = 0;
    ++rows_;
    if (cursor_.take('}')) return;
    bool is_first = true;
    do {
      const std::string_view name = cursor_.string(scratch_);
      cursor_.expect(':', "expected :", "il manque :");
      if (is_first && request_.is_batch && name == "features" && cursor_.take('{')) {
        if (!cursor_.take('}')) features();
        break;
      }
      is_first = false;
      feature(name);
    } while (cursor_.take(','));
    cursor_.expect('}', "expected , or }", "il manque , ou }");
  }

  void features() {
    do {
      const std::string_view name = cursor_.string(scratch_);
      cursor_.expect(':', "expected :", "il manque :");
      feature(name);
    } while (cursor_.take(','));
    cursor_.expect('}', "expected , or }", "il manque , ou }");
  }

  /// Names mostly come in the model's order: the one after the last is looked at first.
  std::size_t feature_number(std::string_view name) {
    if (next_ < width_ && schema_.features()[next_].name == name) return next_;
    const auto found = features_.find(name);
    if (found == features_.end()) {
      refuse("the model does not read '{}'", "le modèle ne lit pas « {} »", shown(name));
    }
    return found->second;
  }

  void feature(std::string_view name) {
    const std::size_t f = feature_number(name);
    const Feature& known = schema_.features()[f];
    next_ = f + 1;
    if (seen_[f] != 0) refuse("'{}' comes twice", "« {} » vient deux fois", shown(known.name));
    seen_[f] = 1;
    const char c = cursor_.peek();
    double& value = values_[row_ + f];
    if (known.kind == FeatureKind::Number && (c == '-' || (c >= '0' && c <= '9'))) {
      value = cursor_.number(known.name);
    } else if (known.kind == FeatureKind::Category && c == '"') {
      const std::string_view text = cursor_.string(category_);
      const int code = schema_.category_code(f, text);
      if (code < 0) {
        refuse("'{0}' is not a category of '{1}'", "« {0} » n'est pas une catégorie de « {1} »", shown(text),
               shown(known.name));
      }
      value = code;
    } else if (cursor_.take_word("null")) {
      refuse("'{}' is null; leave out what is missing", "« {} » est null ; omettez ce qui manque", shown(known.name));
    } else if (c == '\0') {
      cursor_.fail("expected a value", "une valeur était attendue");
    } else if (known.kind == FeatureKind::Number) {
      refuse("'{}' takes a number", "« {} » attend un nombre", shown(known.name));
    } else {
      refuse("'{}' takes the text of a category", "« {} » attend le texte d'une catégorie", shown(known.name));
    }
  }

  PredictRequest finished() {
    request_.values = FeatureBlock(width_, rows_);
    for (std::size_t f = 0; f < width_; ++f) {
      double* const column = request_.values.column(f);
      for (std::size_t row = 0; row < rows_; ++row) column[row] = values_[row * width_ + f];
    }
    return std::move(request_);
  }

  Cursor cursor_;
  const Schema& schema_;
  const Index& features_;
  std::size_t width_;
  std::vector<char> seen_;
  std::vector<double> values_;  // (rows, features)
  std::size_t rows_ = 0;
  std::size_t row_ = 0;   // where the client at hand begins in `values_`
  std::size_t next_ = 0;  // the feature after the last
  bool has_clients_ = false;
  std::string scratch_;
  std::string category_;
  PredictRequest request_;
};

}  // namespace

PredictReader::PredictReader(const Schema& schema) : schema_(schema) {
  for (std::size_t f = 0; f < schema.features().size(); ++f) features_.emplace(schema.features()[f].name, f);
}

PredictRequest PredictReader::read(std::string_view body) const { return Reading(body, schema_, features_).read(); }

}  // namespace p8::serve
