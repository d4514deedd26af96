#include "p8/credit/formats/other_models.h"

#include <string_view>

namespace p8 {

namespace {

const Text kXgboostDump = {
    "a dump of an XGBoost model, made for reading, without its base score; save it with "
    "booster.save_model(\"model.json\") or \"model.ubj\"",
    "un dump de modèle XGBoost, destiné à la lecture, sans son score de base ; enregistrez-le par "
    "booster.save_model(\"model.json\") ou \"model.ubj\""};
const Text kXgboostConfig = {
    "the configuration of an XGBoost model (save_config), without its trees; save it with "
    "booster.save_model(\"model.json\") or \"model.ubj\"",
    "la configuration d'un modèle XGBoost (save_config), sans ses arbres ; enregistrez-le par "
    "booster.save_model(\"model.json\") ou \"model.ubj\""};
const Text kXgboostBinary = {
    "a model in XGBoost's old binary format; load it in XGBoost and save it with booster.save_model(\"model.json\")",
    "un modèle à l'ancien format binaire de XGBoost ; chargez-le dans XGBoost et enregistrez-le par "
    "booster.save_model(\"model.json\")"};
const Text kLightgbmDump = {
    "a LightGBM model dumped as JSON (dump_model); save it as text with booster.save_model(\"model.txt\")",
    "un modèle LightGBM exporté en JSON (dump_model) ; enregistrez-le en texte par booster.save_model(\"model.txt\")"};
const Text kCatboost = {
    "a CatBoost model, which p8 does not read; train one with XGBoost, LightGBM or p8 train, or score through an API "
    "(--model https://…)",
    "un modèle CatBoost, que p8 ne lit pas ; entraînez-en un avec XGBoost, LightGBM ou p8 train, ou passez par une API "
    "(--model https://…)"};
const Text kPickle = {
    "a Python pickle, which p8 does not run; save the model itself: for XGBoost model.save_model(\"model.json\"), for "
    "LightGBM model.booster_.save_model(\"model.txt\")",
    "un pickle Python, que p8 n'exécute pas ; enregistrez le modèle lui-même : pour XGBoost "
    "model.save_model(\"model.json\"), pour LightGBM model.booster_.save_model(\"model.txt\")"};
const Text kArchive = {"compressed; unpack it first, and give the model file in it",
                       "compressé ; décompressez-le d'abord et donnez le fichier du modèle"};
const Text kBundle = {"the description of a bundle; give its folder as --model",
                      "la description d'un modèle de p8 train ; donnez son dossier à --model"};

struct Beginning {
  std::string_view bytes;
  const Text& what;
};
const Beginning kBeginnings[] = {
    {"booster[", kXgboostDump},
    {"binf", kXgboostBinary},
    {"bs64", kXgboostBinary},
    {"CBM1", kCatboost},
    {"\x80\x02", kPickle},
    {"\x80\x03", kPickle},
    {"\x80\x04", kPickle},
    {"\x80\x05", kPickle},
    {"x\x01", kPickle},
    {"x\x9C", kPickle},
    {"x\xDA", kPickle},  // joblib, compressed
    {"\x1F\x8B", kArchive},
    {"PK\x03\x04", kArchive},
    {"BZh", kArchive},
    {"\xFD"
     "7zXZ",
     kArchive},
};

bool starts_with(std::string_view bytes, std::string_view start) { return bytes.substr(0, start.size()) == start; }

}  // namespace

std::optional<Text> other_model(const std::string& bytes) {
  for (const Beginning& beginning : kBeginnings) {
    if (starts_with(bytes, beginning.bytes)) return beginning.what;
  }
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  const char opening = first == std::string::npos ? '\0' : bytes[first];
  const auto has_key = [&](const char* key) { return bytes.find(key) != std::string::npos; };
  // A dump in JSON is a list of trees, or of their texts.
  if (opening == '[' && has_key("nodeid")) return kXgboostDump;
  if (opening != '{') return std::nullopt;
  if (has_key("\"learner\"")) {
    const bool has_trees = has_key("\"trees\"") || !has_key("\"learner_train_param\"");
    return has_trees ? std::nullopt : std::optional(kXgboostConfig);
  }
  if (has_key("\"tree_structure\"") || has_key("\"tree_info\"")) return kLightgbmDump;
  if (has_key("\"oblivious_trees\"") || has_key("\"features_info\"")) return kCatboost;
  if (has_key("\"nodeid\"")) return kXgboostDump;
  if (has_key("\"score_scale\"")) return kBundle;
  return std::nullopt;
}

}  // namespace p8
