#include "p8/credit/formats/model_document.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <utility>

#include "p8/base/utf8.h"
#include "p8/credit/formats/document_parser.h"

namespace p8 {

namespace {

class JsonParser : public DocumentParser {
 public:
  using DocumentParser::DocumentParser;

  DocumentValue document() {
    DocumentValue value = any(0);
    skip_space();
    if (!at_end()) throw fault("expected the end of the file", "fin du fichier attendue");
    return value;
  }

 private:
  void skip_space() {
    while (!at_end() && (bytes_[position_] == ' ' || bytes_[position_] == '\n' || bytes_[position_] == '\r' ||
                         bytes_[position_] == '\t')) {
      ++position_;
    }
  }

  DocumentValue any(int depth) {
    skip_space();
    const char first = peek();
    DocumentValue value;
    if (first == '{' || first == '[' || first == '"') count_value();
    if (first == '{') return object(depth + 1);
    if (first == '[') return list(depth + 1);
    if (first == '"') {
      value.kind = DocumentValue::Kind::Text;
      value.text = string();
    } else if (first == 'n') {
      expect("null");
    } else {
      value.kind = DocumentValue::Kind::Number;
      value.number = number();
    }
    return value;
  }

  DocumentValue object(int depth) {
    check_depth(depth);
    DocumentValue value;
    value.kind = DocumentValue::Kind::Object;
    expect("{");
    skip_space();
    if (peek() == '}') {
      ++position_;
      return value;
    }
    while (true) {
      skip_space();
      std::string key = string();
      skip_space();
      expect(":");
      count_value();
      value.items.push_back(any(depth));
      value.keys.push_back(std::move(key));
      skip_space();
      if (take_one_of(',', '}') == '}') return value;
    }
  }

  DocumentValue list(int depth) {
    check_depth(depth);
    DocumentValue value;
    value.kind = DocumentValue::Kind::NumberList;
    expect("[");
    skip_space();
    if (peek() == ']') {
      ++position_;
      return value;
    }
    while (true) {
      skip_space();
      const char first = peek();
      if (value.kind == DocumentValue::Kind::NumberList && first != '{' && first != '[' && first != '"' &&
          first != 'n') {
        value.numbers.push_back(number());
      } else {
        if (first == 'n') count_value();
        append(value, any(depth));
      }
      skip_space();
      if (take_one_of(',', ']') == ']') return value;
    }
  }

  char take_one_of(char separator, char end) {
    const char byte = peek();
    if (byte != separator && byte != end) {
      throw fault(end == ']' ? "expected \",\" or \"]\"" : "expected \",\" or \"}\"",
                  end == ']' ? "« , » ou « ] » attendu" : "« , » ou « } » attendu");
    }
    ++position_;
    return byte;
  }

  void expect(std::string_view text) {
    if (bytes_.substr(position_, text.size()) == text) {
      position_ += text.size();
      return;
    }
    if (bytes_.substr(position_) == text.substr(0, left())) throw cut_off();
    throw fault("unexpected character", "caractère inattendu");
  }

  double number() {
    const double infinity = std::numeric_limits<double>::infinity();
    switch (peek()) {
      case 't':
        return expect("true"), 1.0;
      case 'f':
        return expect("false"), 0.0;
      case 'N':
        return expect("NaN"), std::numeric_limits<double>::quiet_NaN();
      case 'I':
        return expect("Infinity"), infinity;
      default:
        break;
    }
    if (bytes_.substr(position_, 2) == "-I") return expect("-Infinity"), -infinity;
    const bool starts_right = peek() == '-' || (peek() >= '0' && peek() <= '9');
    double value = 0.0;
    const char* begin = bytes_.data() + position_;
    const std::from_chars_result result = std::from_chars(begin, bytes_.data() + bytes_.size(), value);
    if (!starts_right || result.ec == std::errc::invalid_argument) throw fault("expected a value", "valeur attendue");
    if (result.ec == std::errc::result_out_of_range)
      value = std::strtod(std::string(begin, result.ptr).c_str(), nullptr);
    position_ += static_cast<std::size_t>(result.ptr - begin);
    return value;
  }

  std::string string() {
    if (peek() != '"') throw fault("expected a string", "chaîne attendue");
    ++position_;
    std::string text;
    while (true) {
      const std::size_t begin = position_;
      while (!at_end() && bytes_[position_] != '"' && bytes_[position_] != '\\') ++position_;
      text.append(bytes_.substr(begin, position_ - begin));
      if (take() == '"') return text;
      escape(text);
    }
  }

  void escape(std::string& text) {
    static constexpr std::string_view kCodes = "\"\\/bfnrt";
    static constexpr std::string_view kCharacters = "\"\\/\b\f\n\r\t";
    const char code = take();
    const std::size_t index = kCodes.find(code);
    if (index != std::string_view::npos) {
      text += kCharacters[index];
    } else if (code == 'u') {
      append_utf8(text, unicode());
    } else {
      throw fault("unknown escape in a string", "séquence d'échappement inconnue dans une chaîne");
    }
  }

  std::uint32_t unicode() {
    std::uint32_t point = hexadecimal();
    if (point < 0xD800 || point > 0xDFFF) return point;
    if (point > 0xDBFF || bytes_.substr(position_, 2) != "\\u") return 0xFFFD;  // a lone surrogate
    position_ += 2;
    const std::uint32_t low = hexadecimal();
    if (low < 0xDC00 || low > 0xDFFF) return 0xFFFD;
    return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  }

  std::uint32_t hexadecimal() {
    const std::string_view digits = take(4);
    std::uint32_t value = 0;
    const std::from_chars_result result = std::from_chars(digits.data(), digits.data() + 4, value, 16);
    if (result.ec != std::errc() || result.ptr != digits.data() + 4) {
      throw fault("expected four hexadecimal digits", "quatre chiffres hexadécimaux attendus");
    }
    return value;
  }
};

}  // namespace

const DocumentValue* DocumentValue::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

DocumentValue parse_json(std::string_view bytes, const std::string& name) { return JsonParser(bytes, name).document(); }

}  // namespace p8
