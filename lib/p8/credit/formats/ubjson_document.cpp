#include <cstdint>
#include <cstring>

#include "p8/credit/formats/document_parser.h"
#include "p8/credit/formats/model_document.h"

namespace p8 {

namespace {

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
    {'I', 2,
     [](const char* b) { return static_cast<double>(static_cast<std::int16_t>(big_endian<std::uint16_t>(b))); }},
    {'l', 4,
     [](const char* b) { return static_cast<double>(static_cast<std::int32_t>(big_endian<std::uint32_t>(b))); }},
    {'L', 8,
     [](const char* b) { return static_cast<double>(static_cast<std::int64_t>(big_endian<std::uint64_t>(b))); }},
    {'d', 4, big_endian_float<float, std::uint32_t>},
    {'D', 8, big_endian_float<double, std::uint64_t>},
};

const NumberType* number_type(char marker) {
  for (const NumberType& type : kNumberTypes) {
    if (type.marker == marker) return &type;
  }
  return nullptr;
}

class UbjsonParser : public DocumentParser {
 public:
  using DocumentParser::DocumentParser;

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
      case 'Z':
        return value;
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
      case '[':
        return list(depth + 1);
      case '{':
        return object(depth + 1);
      default:
        break;
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

DocumentValue parse_ubjson(std::string_view bytes, const std::string& name) {
  return UbjsonParser(bytes, name).document();
}

}  // namespace p8
