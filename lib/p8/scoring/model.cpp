#include "p8/scoring/model.h"

#include <filesystem>
#include <utility>

#include "p8/core/file.h"
#include "p8/core/log.h"
#include "p8/scoring/forest_scorer.h"
#include "p8/scoring/lightgbm_model.h"
#include "p8/scoring/one_hot.h"
#include "p8/scoring/xgboost_model.h"

namespace p8 {

namespace {

constexpr std::size_t kLargestModel = std::size_t{1} << 30;

// A model file and its hash, noted for run.json.
std::string read_part(const std::string& path, const std::string& role, Model& model) {
  std::string bytes = read_file(path, ErrorKind::Model, kLargestModel);
  model.files.push_back({role, path, digest_of(bytes)});
  return bytes;
}

Schema schema_of_numbers(const std::vector<std::string>& names) {
  std::vector<Feature> features;
  for (const std::string& name : names) features.push_back({name, FeatureKind::Number, {}});
  return {std::move(features), CategoryEncoding::Ordinal};
}

Model load_bundle(const std::filesystem::path& directory) {
  Model model;
  model.kind = "bundle";
  const std::string card_path = (directory / kBundleFile).string();
  model.card = parse_bundle(read_part(card_path, "model", model), card_path);
  const std::string booster_path = (directory / kBoosterFile).string();
  Forest forest = read_xgboost(read_part(booster_path, "model", model), booster_path);
  if (forest.features != model.card.schema.input_names()) {
    throw model_error("{0}: its columns are not those of {1}; the two files belong to different models",
                      "{0} : ses colonnes ne sont pas celles de {1} ; les deux fichiers viennent de modèles différents",
                      printable(booster_path), kBundleFile);
  }
  model.scorer = std::make_unique<ForestScorer>(merge_one_hot(std::move(forest), model.card.schema), booster_path);
  return model;
}

Model load_file(const std::string& path) {
  Model model;
  const std::string bytes = read_part(path, "model", model);
  const bool is_lightgbm = bytes.compare(0, 5, "tree\n") == 0 || bytes.compare(0, 6, "tree\r\n") == 0;
  if (!is_lightgbm && (bytes.empty() || bytes[0] != '{')) {
    throw model_error(
        "{}: not a model; expected a bundle directory of p8 train, an XGBoost .json or .ubj, or a LightGBM text model",
        "{} : ce n'est pas un modèle ; il faut un dossier de p8 train, un .json ou .ubj XGBoost, ou un modèle texte "
        "LightGBM",
        printable(path));
  }
  model.kind = is_lightgbm ? "LightGBM" : "XGBoost";
  model.scorer =
      std::make_unique<ForestScorer>(is_lightgbm ? read_lightgbm(bytes, path) : read_xgboost(bytes, path), path);
  model.card.schema = schema_of_numbers(model.scorer->features());
  model.card.base_value = model.scorer->base_value();
  return model;
}

}  // namespace

Model load_model(const std::string& path) {
  if (path.rfind("http://", 0) == 0 || path.rfind("https://", 0) == 0) {
    throw model_error("{}: a scoring API cannot be used here; give a bundle or a model file",
                      "{} : une API ne convient pas ici ; donnez un dossier ou un fichier", printable(path));
  }
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? load_bundle(path) : load_file(path);
}

}  // namespace p8
