#include <algorithm>
#include <cstdint>
#include <utility>

#include "p8/vision/tensors/little_endian.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/safetensors_header.h"

namespace p8::weights {

namespace {

constexpr std::size_t kLengthSize = 8;
constexpr std::uint64_t kLongestHeader = 100'000'000;  // the limit of the format's own library

/// The bytes of a tensor within the data.
struct Span {
  std::uint64_t begin;
  std::uint64_t end;
  std::size_t tensor;
};

Span span_of(const HeaderEntry& entry, std::size_t tensor, const Place& place) {
  if (!entry.dtype || !entry.shape || !entry.offsets || entry.offsets->size() != 2) {
    throw fault(place, "\"dtype\", \"shape\" or the two \"data_offsets\" are missing",
                "« dtype », « shape » ou les deux « data_offsets » manquent");
  }
  return {static_cast<std::uint64_t>((*entry.offsets)[0]), static_cast<std::uint64_t>((*entry.offsets)[1]), tensor};
}

StoredTensor tensor_of(HeaderEntry entry, const Span& span, std::string_view data, const Place& place) {
  const std::optional<DType> dtype = dtype_of_safetensors(*entry.dtype);
  if (!dtype) {
    throw fault(place, "numbers of type \"{}\" are not supported",
                "les nombres de type « {} » ne sont pas pris en charge", shown(*entry.dtype));
  }
  if (span.begin > span.end || span.end > data.size()) {
    throw fault(place, "bytes {} to {} lie outside the data, which has {} bytes: damaged or cut off",
                "les octets {} à {} sont hors des données, qui en ont {} : fichier abîmé ou tronqué", span.begin,
                span.end, data.size());
  }
  const std::optional<std::uint64_t> count = checked_count(*entry.shape);
  std::uint64_t size = 0;
  if (!count || __builtin_mul_overflow(*count, size_of(*dtype), &size) || size != span.end - span.begin) {
    throw fault(place, "has {} bytes, which its shape and type do not add up to",
                "a {} octets, ce qui ne correspond ni à sa forme ni à son type", span.end - span.begin);
  }
  std::vector<std::int64_t> strides = contiguous_strides(*entry.shape);
  return {std::move(entry.name), *dtype, std::move(*entry.shape), std::move(strides), data.data() + span.begin};
}

/// Throws unless the tensors fill the data one after the other.
void check_spans(std::vector<Span> spans, const std::vector<StoredTensor>& tensors, std::uint64_t data_size,
                 const Place& file) {
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
  std::uint64_t filled = 0;
  for (const Span& span : spans) {
    if (span.begin != filled) {
      throw fault(tensor_place(file, tensors[span.tensor].name),
                  "begins at byte {} of the data, expected {}: tensors follow one another without gap or overlap",
                  "commence à l'octet {} des données au lieu de {} : les tenseurs se suivent sans trou ni recouvrement",
                  span.begin, filled);
    }
    filled = span.end;
  }
  if (filled != data_size) {
    throw fault(file, "the tensors fill {} bytes, but the file holds {}",
                "les tenseurs occupent {} octets, mais le fichier en contient {}", filled, data_size);
  }
}

}  // namespace

bool is_safetensors(std::string_view bytes) {
  if (bytes.size() <= kLengthSize || bytes[kLengthSize] != '{') return false;
  const bool is_json = bytes[0] == '{' && bytes[kLengthSize - 1] != '\0';  // as a length it would be astronomic
  return !is_json;
}

WeightContents read_safetensors(std::string_view bytes, const Place& file) {
  const auto length = load<std::uint64_t>(bytes.data());
  if (length > kLongestHeader || length > bytes.size() - kLengthSize) {
    throw fault(file, "its header is said to have {} bytes, but the file has {}: damaged or cut off",
                "son en-tête ferait {} octets, mais le fichier en a {} : fichier abîmé ou tronqué", length,
                bytes.size());
  }
  const std::string_view data = bytes.substr(kLengthSize + length);
  SafetensorsHeader header = parse_safetensors_header(bytes.substr(kLengthSize, length), file);
  std::vector<HeaderEntry>& entries = header.entries;
  WeightContents contents;
  contents.format = WeightFormat::Safetensors;
  contents.metadata = std::move(header.metadata);
  contents.tensors.reserve(entries.size());
  std::vector<Span> spans;
  spans.reserve(entries.size());
  for (HeaderEntry& entry : entries) {
    const Place place = tensor_place(file, entry.name);
    spans.push_back(span_of(entry, spans.size(), place));
    contents.tensors.push_back(tensor_of(std::move(entry), spans.back(), data, place));
  }
  check_spans(std::move(spans), contents.tensors, data.size(), file);
  return contents;
}

}  // namespace p8::weights
