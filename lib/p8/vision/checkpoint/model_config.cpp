#include "p8/vision/checkpoint/model_config.h"

#include <algorithm>
#include <utility>

#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

}  // namespace

ModelConfig::ModelConfig(const std::string& path) : name_(printable(path)) {
  parse(read_file(path, ErrorKind::Model, kMaxBytes));
}

ModelConfig::ModelConfig(const std::string& json, std::string name) : name_(std::move(name)) { parse(json); }

void ModelConfig::parse(const std::string& json) {
  root_ = parse_json_text<nlohmann::json>(json);
  if (root_.is_discarded()) throw model_error("{}: not JSON", "{} : ce n'est pas du JSON", name_);
  if (!root_.is_object()) throw model_error("{}: expected a JSON object", "{} : un objet JSON était attendu", name_);
}

nlohmann::json ModelConfig::object(const nlohmann::json& parent, const char* key) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return nlohmann::json::object();
  if (!found->is_object()) throw wrong(key, "an object", "un objet");
  return *found;
}

std::size_t ModelConfig::count(const nlohmann::json& parent, const char* key, std::size_t otherwise) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return otherwise;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() == 0 ||
      found->get<std::uint64_t>() > (std::uint64_t{1} << 31)) {
    throw wrong(key, "a whole number of at least 1", "un nombre entier d'au moins 1");
  }
  return found->get<std::size_t>();
}

std::vector<std::size_t> ModelConfig::counts(const nlohmann::json& parent, const char* key, std::size_t size) const {
  const auto found = parent.find(key);
  if (found == parent.end() || !found->is_array() || found->size() != size) {
    throw model_error("{0}: \"{1}\": expected a list of {2} whole numbers",
                      "{0} : « {1} » : une liste de {2} nombres entiers était attendue", name_, key, size);
  }
  std::vector<std::size_t> values;
  for (const auto& value : *found) values.push_back(count({{key, value}}, key, 0));
  return values;
}

double ModelConfig::number(const nlohmann::json& parent, const char* key, double otherwise) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return otherwise;
  if (!found->is_number()) throw wrong(key, "a number", "un nombre");
  return found->get<double>();
}

std::string ModelConfig::word(const nlohmann::json& parent, const char* key, const std::string& otherwise) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return otherwise;
  if (!found->is_string()) throw wrong(key, "a text", "un texte");
  return found->get<std::string>();
}

bool ModelConfig::flag(const nlohmann::json& parent, const char* key, bool otherwise) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return otherwise;
  if (!found->is_boolean()) throw wrong(key, "true or false", "true ou false");
  return found->get<bool>();
}

void ModelConfig::read_colours(const nlohmann::json& parent, const char* key, std::array<float, 3>& values) const {
  const auto found = parent.find(key);
  if (found == parent.end() || found->is_null()) return;
  const bool fits = found->is_array() && found->size() == 3 &&
                    std::all_of(found->begin(), found->end(), [](const auto& value) { return value.is_number(); });
  if (!fits) throw wrong(key, "three numbers", "trois nombres");
  for (std::size_t i = 0; i < 3; ++i) values[i] = (*found)[i].get<float>();
}

void ModelConfig::expect(const nlohmann::json& parent, const char* key, std::size_t weights_have) {
  expect(key, count(parent, key, weights_have), weights_have);
}

void ModelConfig::expect(const std::string& what, std::size_t says, std::size_t weights_have) {
  if (says == weights_have) return;
  append(contradictions_,
         text("{} is {} but the weights have {}", "{} vaut {} mais les poids ont {}", what, says, weights_have),
         {"; ", " ; "});
}

void ModelConfig::throw_contradictions() const {
  if (contradictions_.en.empty()) return;
  throw model_error("{0} contradicts the weights: {1}", "{0} contredit les poids : {1}", name_, contradictions_);
}

Error ModelConfig::unsupported(const std::string& what) const {
  return model_error("{}: {} is not supported", "{} : {} n'est pas pris en charge", name_, printable(what));
}

Error ModelConfig::wrong(const char* key, const char* expected_en, const char* expected_fr) const {
  return model_error("{0}: \"{1}\": expected {2}", "{0} : « {1} » : attendu {2}", name_, key,
                     Text{expected_en, expected_fr});
}

}  // namespace p8
