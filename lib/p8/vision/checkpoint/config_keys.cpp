#include "p8/vision/checkpoint/config_keys.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"

namespace p8 {

void KeyCheck::check(const nlohmann::json& object, const std::string& path, const std::vector<KnownKey>& known_keys) {
  if (!object.is_object()) return;
  for (const auto& [key, value] : object.items()) {
    if (value.is_null()) continue;
    const auto known = std::find_if(known_keys.begin(), known_keys.end(),
                                    [name = key](const KnownKey& one) { return name == one.name; });
    if (known != known_keys.end() && known->values == nullptr) continue;
    if (known != known_keys.end()) {
      const auto values = parse_json_text<nlohmann::json>(known->values);
      if (std::find(values.begin(), values.end(), value) != values.end()) continue;
    }
    refuse(path + key, value);
  }
}

void KeyCheck::refuse(const std::string& key, const nlohmann::json& value) {
  const std::string shown = printable(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 60);
  append(refused_, text("{} is not supported ({})", "{} n'est pas pris en charge ({})", printable(key), shown),
         {"; ", " ; "});
}

void KeyCheck::throw_any() const {
  if (refused_.en.empty()) return;
  throw model_error("{0}: {1}", "{0} : {1}", name_, refused_);
}

}  // namespace p8
