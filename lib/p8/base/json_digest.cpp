#include "p8/base/json_digest.h"

#include <nlohmann/json.hpp>

#include "p8/base/hash.h"
#include "p8/base/log.h"

namespace p8 {

template <typename Json>
std::string digest_without(const Json& object, const std::string& field) {
  nlohmann::json sorted(object);
  sorted.erase(field);
  // As it will be written: bytes that are not UTF-8 are replaced there too.
  return digest_of(sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).sha256;
}

template <typename Json>
void add_digest(Json& object, const std::string& field) {
  object[field] = digest_without(object, field);
}

template <typename Json>
JsonDigest check_digest(const Json& object, const std::string& field) {
  const auto found = object.find(field);
  if (found == object.end()) return JsonDigest::Missing;
  const bool fits = found->is_string() && *found == digest_without(object, field);
  return fits ? JsonDigest::Fits : JsonDigest::Differs;
}

Text changed_by_hand(const std::string& file) {
  return text("{} was changed since p8 wrote it: its numbers are taken as they stand",
              "{} a été modifié depuis que p8 l'a écrit : ses valeurs sont reprises telles quelles", printable(file));
}

template std::string digest_without(const nlohmann::json&, const std::string&);
template std::string digest_without(const nlohmann::ordered_json&, const std::string&);
template void add_digest(nlohmann::json&, const std::string&);
template void add_digest(nlohmann::ordered_json&, const std::string&);
template JsonDigest check_digest(const nlohmann::json&, const std::string&);
template JsonDigest check_digest(const nlohmann::ordered_json&, const std::string&);

}  // namespace p8
