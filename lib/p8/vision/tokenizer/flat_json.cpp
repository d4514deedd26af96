#include "p8/vision/tokenizer/flat_json.h"

#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"

namespace p8 {

namespace {

/// Takes the parser's events; false ends it at once, so that hostile nesting costs nothing.
class FlatObject : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::unordered_map<std::string, std::int32_t> values;
  std::size_t failed_at = 0;  ///< byte, when the text is no JSON

  bool start_object(std::size_t /*elements*/) override { return !std::exchange(is_open_, true); }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool number_unsigned(number_unsigned_t number) override {
    if (!is_open_ || number > static_cast<number_unsigned_t>(std::numeric_limits<std::int32_t>::max())) return false;
    values[key_] = static_cast<std::int32_t>(number);
    return true;
  }
  bool end_object() override { return true; }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    failed_at = position;
    return false;
  }

  bool null() override { return false; }
  bool boolean(bool /*value*/) override { return false; }
  bool number_integer(number_integer_t /*value*/) override { return false; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return false; }
  bool string(string_t& /*value*/) override { return false; }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_array(std::size_t /*elements*/) override { return false; }
  bool end_array() override { return false; }

 private:
  std::string key_;
  bool is_open_ = false;
};

}  // namespace

std::unordered_map<std::string, std::int32_t> parse_flat_json(std::string_view bytes, const std::string& name) {
  FlatObject object;
  if (nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &object)) return std::move(object.values);
  if (object.failed_at > 0) {
    throw model_error("{}: not a JSON file, from byte {}", "{} : n'est pas un fichier JSON, à partir de l'octet {}",
                      name, object.failed_at);
  }
  throw model_error("{}: expected a JSON object of tokens and their numbers",
                    "{} : objet JSON de jetons et de leurs numéros attendu", name);
}

}  // namespace p8
