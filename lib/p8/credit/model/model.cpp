#include "p8/credit/model/model.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "p8/base/json_digest.h"
#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/formats/lightgbm_model.h"
#include "p8/credit/formats/other_models.h"
#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/bundle_digest.h"
#include "p8/credit/model/forest_scorer.h"
#include "p8/credit/trees/category_values.h"
#include "p8/credit/trees/one_hot.h"
#include "p8/csv/number.h"
#include "p8/files/file.h"

namespace p8 {

namespace {

constexpr std::size_t kLargestModel = std::size_t{1} << 30;

// A model file and its hash, noted for run.json.
std::string read_part(const std::string& path, const std::string& role, Model& model) {
  std::string bytes = read_file(path, ErrorKind::Model, kLargestModel);
  model.files.push_back({role, path, digest_of(bytes)});
  return bytes;
}

// Characters that a library refuses in names, or writes as "_" itself (LightGBM: blanks; include/LightGBM/dataset.h,
// set_feature_names, and python-package/xgboost/core.py, feature_names).
constexpr const char* kLightgbmReplaces = " \",:[]{}";
constexpr const char* kXgboostReplaces = "[]<";

// XGBoost codes the categories of a data frame, and kept their values nowhere before 3.1.
void warn_of_codes(const Forest& forest, const std::string& path, Model& model) {
  const std::vector<std::string> coded = coded_features(forest);
  if (coded.empty() || model.kind != "XGBoost") return;
  const Text names = list_of(coded);
  model.warnings.push_back(text(
      "{0}: the file does not say what the categories of {1} are (XGBoost stores them since 3.1); their codes 0, 1, "
      "… are expected, as training numbered them",
      "{0} : le fichier ne dit pas quelles sont les catégories de {1} (XGBoost les enregistre depuis la 3.1) ; "
      "leurs codes 0, 1, … sont attendus, dans la numérotation de l'apprentissage",
      printable(path), names));
}

void take_missing_number(const Forest& forest, const std::string& path, Model& model) {
  if (!forest.missing_number) return;
  model.card.schema.set_missing_number(*forest.missing_number);
  const std::string number = number_text(*forest.missing_number);
  model.warnings.push_back(text("{0}: trained with missing={1}: cells of {1} are read as missing",
                                "{0} : entraîné avec missing={1} : les cellules qui valent {1} sont lues comme "
                                "manquantes",
                                printable(path), number));
}

Model load_bundle(const std::filesystem::path& directory, Iterations iterations) {
  Model model;
  model.kind = "bundle";
  const std::string card_path = (directory / kBundleFile).string();
  const std::string card = read_part(card_path, "model", model);
  model.card = parse_bundle(card, card_path);
  const std::string booster_path = (directory / kBoosterFile).string();
  Forest forest = read_xgboost(read_part(booster_path, "model", model), booster_path, iterations);
  model.iterations = forest.iterations;
  if (forest.features != model.card.schema.input_names()) {
    throw model_error("{0}: its columns are not those of {1}; the two files belong to different models",
                      "{0} : ses colonnes ne sont pas celles de {1} ; les deux fichiers viennent de modèles différents",
                      printable(booster_path), kBundleFile);
  }
  require_booster_digest(card, model.files.back().digest, booster_path);
  if (is_changed_bundle(card)) model.warnings.push_back(changed_by_hand(card_path));
  model.scorer = std::make_unique<ForestScorer>(merge_one_hot(std::move(forest), model.card.schema), booster_path);
  return model;
}

Model load_file(const std::string& path, Iterations iterations) {
  Model model;
  const std::string bytes = read_part(path, "model", model);
  if (const std::optional<Text> other = other_model(bytes)) {
    throw model_error("{0}: this is {1}", "{0} : c'est {1}", printable(path), *other);
  }
  const bool is_lightgbm = bytes.compare(0, 5, "tree\n") == 0 || bytes.compare(0, 6, "tree\r\n") == 0;
  if (!is_lightgbm && (bytes.empty() || bytes[0] != '{')) {
    throw model_error(
        "{}: not a model; expected a bundle directory of p8 train, an XGBoost .json or .ubj, or a LightGBM text model",
        "{} : ce n'est pas un modèle ; il faut un dossier de p8 train, un .json ou .ubj XGBoost, ou un modèle texte "
        "LightGBM",
        printable(path));
  }
  model.kind = is_lightgbm ? "LightGBM" : "XGBoost";
  Forest forest = is_lightgbm ? read_lightgbm(bytes, path) : read_xgboost(bytes, path, iterations);
  model.iterations = forest.iterations;
  model.card.schema = schema_of(forest);
  model.card.schema.set_replaced_characters(is_lightgbm ? kLightgbmReplaces : kXgboostReplaces);
  warn_of_codes(forest, path, model);
  take_missing_number(forest, path, model);
  model.scorer = std::make_unique<ForestScorer>(std::move(forest), path);
  model.card.base_value = model.scorer->base_value();
  return model;
}

}  // namespace

Model load_model(const std::string& path, Iterations iterations) {
  if (path.rfind("http://", 0) == 0 || path.rfind("https://", 0) == 0) {
    throw model_error("{}: a scoring API cannot be used here; give a bundle or a model file",
                      "{} : une API ne convient pas ici ; donnez un dossier ou un fichier", printable(path));
  }
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? load_bundle(path, iterations) : load_file(path, iterations);
}

}  // namespace p8
