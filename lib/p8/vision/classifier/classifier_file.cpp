#include "p8/vision/classifier/classifier_file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_digest.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxBytes = std::size_t{1} << 24;

constexpr const char* kOwnDigest = "classifier_sha256";  // of the other fields
constexpr const char* kResizeFirst = "resize first";
constexpr const char* kRgbFirst = "RGB first";

Json to_json(const Preprocessing& preprocessing) {
  return {{"size", preprocessing.size},
          {"crop", preprocessing.crop},
          {"interpolation", preprocessing.interpolation == Interpolation::Bicubic ? "bicubic" : "bilinear"},
          {"mean", preprocessing.mean},
          {"std", preprocessing.std}};
}

/// Reads fields and says which one is wrong.
class Reader {
 public:
  explicit Reader(const std::string& path) : name_(printable(path)) {
    const std::string bytes = read_file(path, ErrorKind::Model, kMaxBytes);
    json_ = parse_json_file<nlohmann::json>(bytes, path, ErrorKind::Model);
    if (!json_.is_object()) {
      throw model_error("{}: not the description of a classifier; expected what p8 finetune writes",
                        "{} : n'est pas la description d'un classifieur ; il faut ce qu'écrit p8 finetune", name_);
    }
  }

  const std::string& name() const { return name_; }
  const nlohmann::json& root() const { return json_; }

  /// The value at a path of keys. Throws Error(Model) where it is missing or of another type.
  template <typename T>
  T value(const std::string& pointer) const {
    try {
      return json_.at(nlohmann::json::json_pointer(pointer)).get<T>();
    } catch (const nlohmann::json::exception&) {
      throw wrong(pointer);
    }
  }
  std::size_t count(const std::string& pointer) const {
    const auto number = value<nlohmann::json>(pointer);
    if (is_count(number)) return number.get<std::size_t>();
    throw model_error("{}: field '{}': expected a whole number from 0",
                      "{} : champ « {} » : il faut un nombre entier à partir de 0", name_, pointer.substr(1));
  }
  /// Three numbers, one a colour, each of which fits.
  /// @param range  what fits, in words: "from 0 to 1", "de 0 à 1".
  std::array<float, 3> colours(const std::string& pointer, bool (*fits)(double), const Text& range) const {
    const auto list = value<nlohmann::json>(pointer);
    const bool are_numbers =
        list.is_array() && list.size() == 3 &&
        std::all_of(list.begin(), list.end(), [](const auto& number) { return number.is_number(); });
    if (!are_numbers) {
      throw model_error("{}: field '{}': expected three numbers", "{} : champ « {} » : il faut trois nombres", name_,
                        pointer.substr(1));
    }
    const auto numbers = list.get<std::array<double, 3>>();
    if (std::all_of(numbers.begin(), numbers.end(), fits)) return list.get<std::array<float, 3>>();
    throw model_error("{0}: field '{1}': expected three numbers {2}", "{0} : champ « {1} » : il faut trois nombres {2}",
                      name_, pointer.substr(1), range);
  }
  bool has(const std::string& pointer) const { return json_.contains(nlohmann::json::json_pointer(pointer)); }
  Error wrong(const std::string& pointer) const {
    return model_error("{}: field '{}' is missing or of another type", "{} : champ « {} » absent ou d'un autre type",
                       name_, pointer.substr(1));
  }

 private:
  std::string name_;
  nlohmann::json json_;
};

Preprocessing read_preprocessing(const Reader& reader) {
  Preprocessing preprocessing;
  preprocessing.size = reader.count("/preprocessing/size");
  preprocessing.crop = reader.count("/preprocessing/crop");
  const auto interpolation = reader.value<std::string>("/preprocessing/interpolation");
  if (interpolation != "bicubic" && interpolation != "bilinear") throw reader.wrong("/preprocessing/interpolation");
  preprocessing.interpolation = interpolation == "bicubic" ? Interpolation::Bicubic : Interpolation::Bilinear;
  // Of colours in [0, 1]; whoever prepares them otherwise stays far below.
  preprocessing.mean = reader.colours("/preprocessing/mean", [](double mean) { return std::abs(mean) <= 10.0; },
                                      {"from -10 to 10", "de -10 à 10"});
  preprocessing.std =
      reader.colours("/preprocessing/std", [](double deviation) { return deviation > 0.0 && deviation <= 100.0; },
                     {"above 0 up to 100", "au-dessus de 0 jusqu'à 100"});
  check_preprocessing(preprocessing, reader.name());
  return preprocessing;
}

TrainedDecoding read_decoding(const Reader& reader) {
  TrainedDecoding decoding;
  decoding.upright = reader.value<bool>("/upright");
  decoding.is_assumed = !reader.has("/background");
  decoding.background = Background::Drop;
  if (decoding.is_assumed) return decoding;
  const std::optional<Background> background = background_of(reader.value<std::string>("/background"));
  if (!background) throw reader.wrong("/background");
  decoding.background = *background;
  decoding.fast = reader.value<bool>("/fast_decode");
  const auto order = reader.value<std::string>("/order");
  if (order != kResizeFirst && order != kRgbFirst) throw reader.wrong("/order");
  decoding.resizes_first = order == kResizeFirst;
  return decoding;
}

BackboneName read_backbone_name(const Reader& reader) {
  const auto kind = reader.value<std::string>("/backbone/kind");
  if (kind != name_of(BackboneKind::Clip) && kind != name_of(BackboneKind::Vgg16)) throw reader.wrong("/backbone/kind");
  return {kind == name_of(BackboneKind::Clip) ? BackboneKind::Clip : BackboneKind::Vgg16,
          reader.value<std::string>("/backbone/path")};
}

}  // namespace

std::string classifier_json(const Classifier& classifier, const std::string& head_sha256) {
  Json json;
  json["format"] = kClassifierFormat;
  json["p8"] = kVersion;
  json["backbone"] = {{"kind", name_of(classifier.backbone.kind)},
                      {"path", classifier.backbone.path},
                      {"name", classifier.backbone_model},
                      {"sha256", classifier.backbone_sha256}};
  json["trained"] =
      classifier.trained_sha256 ? Json{{"file", kTrainedFile}, {"sha256", *classifier.trained_sha256}} : Json();
  json["weights"] = {{"file", kHeadFile}, {"sha256", head_sha256}};
  json["precision"] = classifier.precision;
  json["classes"] = classifier.classes;
  json["preprocessing"] = to_json(classifier.preprocessing);
  json["upright"] = classifier.decoding.upright;
  json["fast_decode"] = classifier.decoding.fast;
  json["background"] = name_of(classifier.decoding.background);
  json["order"] = classifier.decoding.resizes_first ? kResizeFirst : kRgbFirst;
  json["head"] = head_json(classifier.head);
  add_digest(json, kOwnDigest);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Classifier read_classifier(const std::string& directory) {
  const std::string path = (fs::path(directory) / kClassifierFile).string();
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    throw model_error("{}: there is no {}; expected the directory that p8 finetune wrote",
                      "{} : il n'y a pas de {} ; il faut le dossier qu'a écrit p8 finetune", printable(directory),
                      kClassifierFile);
  }
  const Reader reader(path);
  if (const std::size_t format = reader.count("/format"); format != kClassifierFormat) {
    throw model_error("{}: format {}, of another version of p8; this one reads format {}",
                      "{} : format {}, d'une autre version de p8 ; celle-ci lit le format {}", reader.name(), format,
                      kClassifierFormat);
  }
  Classifier classifier;
  classifier.is_changed = check_digest(reader.root(), kOwnDigest) == JsonDigest::Differs;
  classifier.backbone = read_backbone_name(reader);
  classifier.backbone_model = reader.value<std::string>("/backbone/name");
  classifier.backbone_sha256 = reader.value<std::string>("/backbone/sha256");
  classifier.precision = reader.value<std::string>("/precision");
  classifier.classes = reader.value<std::vector<std::string>>("/classes");
  classifier.preprocessing = read_preprocessing(reader);
  classifier.decoding = read_decoding(reader);
  if (!reader.value<nlohmann::json>("/trained").is_null()) {
    classifier.trained_sha256 = reader.value<std::string>("/trained/sha256");
  }
  const std::string head = (fs::path(directory) / kHeadFile).string();
  classifier.head = read_head(head, reader.value<nlohmann::json>("/head"), reader.name());
  // A p8 before did not note it.
  if (reader.has("/weights") && digest_of_file(head).sha256 != reader.value<std::string>("/weights/sha256")) {
    throw model_error("{0}: not as p8 finetune wrote it (its SHA-256 is not the one in {1}); restore it or train again",
                      "{0} : n'est plus tel que p8 finetune l'a écrit (son SHA-256 n'est pas celui de {1}) ; "
                      "restaurez-le ou relancez l'entraînement",
                      printable(head), kClassifierFile);
  }
  if (classifier.classes.size() != classifier.head.classes) throw reader.wrong("/classes");
  return classifier;
}

std::string trained_file(const Classifier& classifier, const std::string& directory) {
  if (!classifier.trained_sha256) return {};
  const std::string path = (fs::path(directory) / kTrainedFile).string();
  std::error_code ignored;
  if (!fs::exists(path, ignored) || digest_of_file(path).sha256 != *classifier.trained_sha256) {
    throw model_error("{}: missing, or not the trained layers that {} speaks of",
                      "{} : absent, ou différent des couches entraînées dont parle {}", printable(path),
                      kClassifierFile);
  }
  return path;
}

void require_same_backbone(const Classifier& classifier, const Backbone& backbone) {
  if (backbone.name.kind == classifier.backbone.kind && backbone.sha256 == classifier.backbone_sha256 &&
      backbone.width == classifier.head.width) {
    return;
  }
  throw model_error(
      "{}: not the backbone that the classifier was trained on ({}, SHA-256 {}…); give it with --backbone KIND:PATH",
      "{} : n'est pas le modèle sur lequel le classifieur a été entraîné ({}, SHA-256 {}…) ; indiquez-le avec "
      "--backbone GENRE:CHEMIN",
      printable(backbone.name.path), printable(classifier.backbone_model),
      printable(classifier.backbone_sha256.substr(0, 12)));
}

std::vector<std::vector<double>> class_probabilities(const Head& head, const std::vector<float>& features,
                                                     int threads) {
  const std::vector<double> logits = head_logits(head, features, threads);
  std::vector<std::vector<double>> probabilities;
  for (std::size_t row = 0; row < logits.size(); row += head.classes) {
    probabilities.push_back(head_probabilities(logits.data() + row, head.classes));
  }
  return probabilities;
}

}  // namespace p8
