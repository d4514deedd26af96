#include "p8/scoring/model_document.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "p8/core/error.h"

namespace p8 {

namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kMostValues = std::size_t{1} << 21;

/// What both formats share: a cursor over the bytes, limits, and errors that name the byte.
class Parser {
 public:
  Parser(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

 protected:
  std::size_t left() const { return bytes_.size() - position_; }
  bool at_end() const { return position_ == bytes_.size(); }
  char peek() const {
    if (at_end()) throw cut_off();
    return bytes_[position_];
  }
  char take() {
    const char byte = peek();
    ++position_;
    return byte;
  }
  std::string_view take(std::size_t count) {
    if (count > left()) throw cut_off();
    const std::string_view taken = bytes_.substr(position_, count);
    position_ += count;
    return taken;
  }
  void count_value() {
    if (++values_ > kMostValues) {
      throw model_error("{}: more than {} values: not a model", "{} : plus de {} valeurs : ce n'est pas un modèle", name_,
                        kMostValues);
    }
  }
  void check_depth(int depth) const {
    if (depth > kDeepest) throw fault("nested too deeply", "imbrication trop profonde");
  }
  Error fault(const char* en, const char* fr) const {
    return {ErrorKind::Model, {fmt::format("{}: byte {}: {}", name_, position_, en),
                               fmt::format("{} : octet {} : {}", name_, position_, fr)}};
  }
  Error cut_off() const {
    return model_error("{}: cut off after {} bytes", "{} : tronqué après {} octets", name_, bytes_.size());
  }
  /// Adds an item to a list, flat as long as all are numbers.
  void append(DocumentValue& list, DocumentValue item) const {
    const bool is_number = item.kind == DocumentValue::Kind::Number;
    if (is_number && list.kind == DocumentValue::Kind::NumberList) {
      list.numbers.push_back(item.number);
      return;
    }
    if (is_number || !list.numbers.empty()) {
      throw fault("a list that mixes numbers with other values", "une liste qui mélange nombres et autres valeurs");
    }
    list.kind = DocumentValue::Kind::List;
    list.items.push_back(std::move(item));
  }

  std::string_view bytes_;
  std::size_t position_ = 0;
  const std::string& name_;
  std::size_t values_ = 0;
};

class JsonParser : public Parser {
 public:
  using Parser::Parser;

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
      if (value.kind == DocumentValue::Kind::NumberList && first != '{' && first != '[' && first != '"' && first != 'n') {
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
      case 't': return expect("true"), 1.0;
      case 'f': return expect("false"), 0.0;
      case 'N': return expect("NaN"), std::numeric_limits<double>::quiet_NaN();
      case 'I': return expect("Infinity"), infinity;
      default: break;
    }
    if (bytes_.substr(position_, 2) == "-I") return expect("-Infinity"), -infinity;
    const bool starts_right = peek() == '-' || (peek() >= '0' && peek() <= '9');
    double value = 0.0;
    const char* begin = bytes_.data() + position_;
    const std::from_chars_result result = std::from_chars(begin, bytes_.data() + bytes_.size(), value);
    if (!starts_right || result.ec == std::errc::invalid_argument) throw fault("expected a value", "valeur attendue");
    if (result.ec == std::errc::result_out_of_range) value = std::strtod(std::string(begin, result.ptr).c_str(), nullptr);
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

  static void append_utf8(std::string& text, std::uint32_t point) {
    if (point < 0x80) {
      text += static_cast<char>(point);
      return;
    }
    const int continuations = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static constexpr std::uint32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(kLead[continuations] | point >> (6 * continuations));
    for (int i = continuations - 1; i >= 0; --i) text += static_cast<char>(0x80 | (point >> (6 * i) & 0x3F));
  }
};

template <typename Integer>
Integer big_endian(const char* bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(static_cast<std::uint64_t>(value) << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return value;
}

template <typename Float, typename Integer>
double big_endian_float(const char* bytes) {
  const auto bits = big_endian<Integer>(bytes);
  Float value;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

/// A number type of UBJSON: bytes and how to read them.
struct NumberType {
  char marker;
  std::size_t size;
  double (*read)(const char*);
};

constexpr NumberType kNumberTypes[] = {
    {'i', 1, [](const char* b) { return static_cast<double>(static_cast<std::int8_t>(*b)); }},
    {'U', 1, [](const char* b) { return static_cast<double>(static_cast<std::uint8_t>(*b)); }},
    {'I', 2, [](const char* b) { return static_cast<double>(static_cast<std::int16_t>(big_endian<std::uint16_t>(b))); }},
    {'l', 4, [](const char* b) { return static_cast<double>(static_cast<std::int32_t>(big_endian<std::uint32_t>(b))); }},
    {'L', 8, [](const char* b) { return static_cast<double>(static_cast<std::int64_t>(big_endian<std::uint64_t>(b))); }},
    {'d', 4, big_endian_float<float, std::uint32_t>},
    {'D', 8, big_endian_float<double, std::uint64_t>},
};

const NumberType* number_type(char marker) {
  for (const NumberType& type : kNumberTypes) {
    if (type.marker == marker) return &type;
  }
  return nullptr;
}

class UbjsonParser : public Parser {
 public:
  using Parser::Parser;

  DocumentValue document() {
    DocumentValue value = any(take_marker(), 0);
    while (!at_end() && peek() == 'N') ++position_;
    if (!at_end()) throw fault("expected the end of the file", "fin du fichier attendue");
    return value;
  }

 private:
  /// A marker that is not the no-op.
  char take_marker() {
    while (peek() == 'N') ++position_;
    return take();
  }

  DocumentValue any(char marker, int depth) {
    DocumentValue value;
    if (const NumberType* type = number_type(marker)) {
      value.kind = DocumentValue::Kind::Number;
      value.number = type->read(take(type->size).data());
      return value;
    }
    count_value();
    switch (marker) {
      case 'Z': return value;
      case 'T':
      case 'F':
        value.kind = DocumentValue::Kind::Number;
        value.number = marker == 'T' ? 1.0 : 0.0;
        return value;
      case 'C':
        value.kind = DocumentValue::Kind::Text;
        value.text = take(1);
        return value;
      case 'S':
        value.kind = DocumentValue::Kind::Text;
        value.text = string();
        return value;
      case '[': return list(depth + 1);
      case '{': return object(depth + 1);
      default: break;
    }
    --position_;
    throw fault("unknown or unsupported UBJSON type", "type UBJSON inconnu ou non pris en charge");
  }

  /// What may stand after "[" or "{": "$" type, "#" count. Count -1: up to the closing mark.
  struct Header {
    char type = '\0';
    std::int64_t count = -1;
  };
  Header header() {
    Header result;
    if (peek() == '$') {
      ++position_;
      result.type = take();
      if (peek() != '#') throw fault("expected a count after the type", "nombre d'éléments attendu après le type");
    }
    if (peek() == '#') {
      ++position_;
      result.count = static_cast<std::int64_t>(length());
    }
    return result;
  }

  std::size_t length() {
    const char marker = take_marker();
    const NumberType* type = number_type(marker);
    if (type == nullptr || marker == 'd' || marker == 'D') throw fault("expected a length", "longueur attendue");
    const double value = type->read(take(type->size).data());
    if (value < 0.0) throw fault("a negative length", "longueur négative");
    if (value > static_cast<double>(left())) throw cut_off();
    return static_cast<std::size_t>(value);
  }

  std::string string() { return std::string(take(length())); }

  DocumentValue list(int depth) {
    check_depth(depth);
    const Header head = header();
    DocumentValue value;
    value.kind = DocumentValue::Kind::NumberList;
    if (head.type != '\0') {
      const NumberType* type = number_type(head.type);
      if (type == nullptr) {
        throw fault("a typed list of anything but numbers is not supported",
                    "une liste typée d'autre chose que de nombres n'est pas prise en charge");
      }
      const auto count = static_cast<std::size_t>(head.count);
      if (count > left() / type->size) throw cut_off();
      const char* data = take(count * type->size).data();
      value.numbers.resize(count);
      for (std::size_t i = 0; i < count; ++i) value.numbers[i] = type->read(data + i * type->size);
      return value;
    }
    for (std::int64_t i = 0; i != head.count; ++i) {
      const char marker = take_marker();
      if (head.count < 0 && marker == ']') break;
      append(value, any(marker, depth));
    }
    return value;
  }

  DocumentValue object(int depth) {
    check_depth(depth);
    const Header head = header();
    DocumentValue value;
    value.kind = DocumentValue::Kind::Object;
    for (std::int64_t i = 0; i != head.count; ++i) {
      while (peek() == 'N') ++position_;
      if (head.count < 0 && peek() == '}') {
        ++position_;
        break;
      }
      count_value();
      value.keys.push_back(string());
      value.items.push_back(any(head.type != '\0' ? head.type : take_marker(), depth));
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

DocumentValue parse_ubjson(std::string_view bytes, const std::string& name) {
  return UbjsonParser(bytes, name).document();
}

}  // namespace p8
