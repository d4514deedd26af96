#include "p8/vision/weights/safetensors_header.h"

#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/vision/tensors/limits.h"

namespace p8::weights {

namespace {

using Json = nlohmann::json;

// A header that a model could have: room for metadata and spaces, and for each tensor. The parser copies each string
// and each run of spaces, so a header of nothing else must not go on for 100 MB.
constexpr std::size_t kRoom = std::size_t{16} << 20;
constexpr std::size_t kRoomPerTensor = 1024;

/// Takes the JSON as it is parsed: no document is built of it, and its depth is bounded.
class HeaderReader : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(Place place) : place_(std::move(place)) {}

  std::vector<HeaderEntry> entries;
  std::map<std::string, std::string> metadata;

  /// To be called as bytes are read.
  void count_byte() {
    if (++bytes_read_ <= kRoom + kRoomPerTensor * entries.size()) return;
    throw fault(place_, "too long for its {} tensors, at byte {}", "trop long pour ses {} tenseurs, à l'octet {}",
                entries.size(), bytes_read_);
  }

  bool start_object(std::size_t /*size*/) override {
    if (depth_ == 2) throw misfit();
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool key(std::string& text) override {
    if (depth_ == 2) {
      field_ = text;
      return true;
    }
    in_metadata_ = text == "__metadata__";
    if (!in_metadata_) add_entry(text);
    return true;
  }
  bool string(std::string& text) override {
    if (depth_ != 2 || list_ != nullptr) throw misfit();
    if (in_metadata_) {
      metadata[field_] = text;
      return true;
    }
    if (field_ != "dtype" || entries.back().dtype) throw misfit();
    entries.back().dtype = text;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ != 2 || in_metadata_ || list_ != nullptr || (field_ != "shape" && field_ != "data_offsets")) {
      throw misfit();
    }
    std::optional<std::vector<std::int64_t>>& list = field_ == "shape" ? entries.back().shape : entries.back().offsets;
    if (list) throw misfit();
    list_ = &list.emplace();
    return true;
  }
  bool end_array() override {
    list_ = nullptr;
    return true;
  }
  bool number_unsigned(std::uint64_t number) override {
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (list_ == nullptr || list_->size() == kMaxDimensions || number > kLargest) throw misfit();
    list_->push_back(static_cast<std::int64_t>(number));
    return true;
  }
  bool null() override { throw misfit(); }
  bool boolean(bool /*value*/) override { throw misfit(); }
  bool number_integer(std::int64_t /*negative*/) override { throw misfit(); }
  bool number_float(double /*number*/, const std::string& /*text*/) override { throw misfit(); }
  bool binary(Json::binary_t& /*value*/) override { throw misfit(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& /*error*/) override {
    throw fault(place_, "not valid JSON near byte {}", "JSON non valide vers l'octet {}", position);
  }

 private:
  void add_entry(const std::string& name) {
    if (entries.size() == kMaxTensors) {
      throw fault(place_, "more than {} tensors", "plus de {} tenseurs", kMaxTensors);
    }
    if (name.size() > kLongestName) {
      throw fault(tensor_place(place_, name), "its name has more than {} bytes", "son nom dépasse {} octets",
                  kLongestName);
    }
    entries.push_back({name, {}, {}, {}});
    field_.clear();
  }
  Error misfit() const {
    return fault(
        in_metadata_ || entries.empty() ? place_ : tensor_place(place_, entries.back().name),
        in_metadata_ ? "\"__metadata__\" may hold texts only"
                     : "expected \"dtype\", \"shape\" and \"data_offsets\", once each, with whole numbers from 0",
        in_metadata_
            ? "« __metadata__ » ne peut contenir que des textes"
            : "« dtype », « shape » et « data_offsets » sont attendus, une fois chacun, avec des nombres entiers "
              "à partir de 0");
  }

  Place place_;
  std::size_t bytes_read_ = 0;
  int depth_ = 0;  // 1: among the tensors; 2: inside one
  bool in_metadata_ = false;
  std::string field_;
  std::vector<std::int64_t>* list_ = nullptr;  // the list that is being read
};

/// The bytes of the header, each counted by the reader as it passes.
class CountedBytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountedBytes(const char* at, HeaderReader* reader) : at_(at), reader_(reader) {}

  reference operator*() const { return *at_; }
  CountedBytes& operator++() {
    reader_->count_byte();
    ++at_;
    return *this;
  }
  bool operator==(const CountedBytes& other) const { return at_ == other.at_; }
  bool operator!=(const CountedBytes& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  HeaderReader* reader_;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, const Place& place) {
  HeaderReader reader({place.file, text("header", "en-tête")});
  Json::sax_parse(CountedBytes(json.data(), &reader), CountedBytes(json.data() + json.size(), &reader), &reader);
  return {std::move(reader.entries), std::move(reader.metadata)};
}

}  // namespace p8::weights
