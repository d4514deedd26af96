#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/vision/classifier/head.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/weight_file.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxOutputs = std::size_t{1} << 24;  // of any size in classifier.json

/// A tensor of a head, with its place in the struct.
struct HeadTensor {
  const char* name;
  std::vector<std::int64_t> shape;
  std::vector<float> Head::*values;
};

/// The tensors that a head of these sizes has.   @param cached  M.
std::vector<HeadTensor> tensors_of(const Head& head, std::size_t cached) {
  const auto width = static_cast<std::int64_t>(head.width), classes = static_cast<std::int64_t>(head.classes);
  const auto hidden = static_cast<std::int64_t>(head.hidden), photos = static_cast<std::int64_t>(cached);
  const bool is_mlp = head.kind == HeadKind::Mlp;
  std::vector<HeadTensor> tensors = {{"output.weight", {classes, is_mlp ? hidden : width}, &Head::output_weight},
                                     {"output.bias", {classes}, &Head::output_bias}};
  if (is_mlp) {
    tensors.push_back({"hidden.weight", {hidden, width}, &Head::hidden_weight});
    tensors.push_back({"hidden.bias", {hidden}, &Head::hidden_bias});
  }
  if (head.kind == HeadKind::Tip || head.kind == HeadKind::TipTrained) {
    tensors.push_back({"cache.keys", {photos, width}, &Head::keys});
    tensors.push_back({"cache.values", {photos, classes}, &Head::values});
  }
  return tensors;
}

/// Reads fields of the head's JSON object.
class Fields {
 public:
  Fields(const nlohmann::json& json, std::string name) : json_(json), name_(std::move(name)) {}

  std::size_t count(const char* key, std::size_t least) const {
    const auto value = json_.find(key);
    if (value == json_.end() || !value->is_number_unsigned() || value->get<std::size_t>() < least ||
        value->get<std::size_t>() > kMaxOutputs) {
      throw wrong(key, "a whole number", "un nombre entier");
    }
    return value->get<std::size_t>();
  }
  double number(const char* key) const {
    const auto value = json_.find(key);
    constexpr double kMax = 1e9;  // logits and their exponents stay finite
    if (value == json_.end() || !value->is_number() || !(value->get<double>() >= 0.0 && value->get<double>() <= kMax)) {
      throw wrong(key, "a number from 0 to 10^9", "nombre de 0 à 10^9");
    }
    return value->get<double>();
  }
  HeadKind kind() const {
    const auto value = json_.find("kind");
    const auto kind = value != json_.end() && value->is_string() ? head_kind(value->get<std::string>()) : std::nullopt;
    if (!kind) throw wrong("kind", "a head that this version knows", "une tête que cette version connaît");
    return *kind;
  }
  bool flag(const char* key) const {
    const auto value = json_.find(key);
    if (value == json_.end() || !value->is_boolean()) throw wrong(key, "true or false", "true ou false");
    return value->get<bool>();
  }

 private:
  Error wrong(const char* key, const char* expected_en, const char* expected_fr) const {
    return model_error("{0}: field 'head.{1}': expected {2}", "{0} : champ « head.{1} » : {2} attendu", name_, key,
                       Text{expected_en, expected_fr});
  }

  const nlohmann::json& json_;
  std::string name_;
};

}  // namespace

Json head_json(const Head& head) {
  Json json;
  json["kind"] = name_of(head.kind);
  json["width"] = head.width;
  json["classes"] = head.classes;
  json["hidden"] = head.hidden;
  json["cached"] = head.cached();
  json["unit_features"] = head.unit_features;
  json["scale"] = head.scale;
  json["alpha"] = head.alpha;
  json["beta"] = head.beta;
  return json;
}

void write_head(const std::string& path, const Head& head) {
  std::vector<StoredTensor> tensors;
  for (const HeadTensor& tensor : tensors_of(head, head.cached())) {
    tensors.push_back(float_tensor(tensor.name, tensor.shape, (head.*tensor.values).data()));
  }
  write_safetensors(path, tensors, {{"format", "p8 head"}, {"kind", name_of(head.kind)}});
}

Head read_head(const std::string& path, const nlohmann::json& json, const std::string& json_name) {
  const Fields fields(json, json_name);
  Head head;
  head.kind = fields.kind();
  head.width = fields.count("width", 1);
  head.classes = fields.count("classes", 2);
  head.hidden = fields.count("hidden", head.kind == HeadKind::Mlp ? 1 : 0);
  head.unit_features = fields.flag("unit_features");
  head.scale = fields.number("scale");
  head.alpha = fields.number("alpha");
  head.beta = fields.number("beta");
  const WeightFile file = open_weights(path);
  for (const HeadTensor& tensor : tensors_of(head, fields.count("cached", 0))) {
    const StoredTensor& stored = file.at(tensor.name);
    if (stored.shape != tensor.shape) {
      throw model_error("{}: tensor \"{}\" does not have the sizes that {} says",
                        "{} : le tenseur « {} » n'a pas les dimensions qu'annonce {}", file.name(), tensor.name,
                        json_name);
    }
    head.*tensor.values = to_float(stored);
  }
  return head;
}

}  // namespace p8
