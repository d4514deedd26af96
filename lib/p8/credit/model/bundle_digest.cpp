#include "p8/credit/model/bundle_digest.h"

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_digest.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/credit/model/model.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDigests = "sha256";  // an object of file names
constexpr const char* kOwnDigest = "bundle_sha256";

}  // namespace

std::string with_digests(const std::string& bundle_json, const Digest& booster) {
  auto json = parse_json_text<Json>(bundle_json);
  json[kDigests][kBoosterFile] = booster.sha256;
  add_digest(json, kOwnDigest);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool is_changed_bundle(const std::string& bundle_json) {
  return check_digest(parse_json_text<Json>(bundle_json), kOwnDigest) == JsonDigest::Differs;
}

void require_booster_digest(const std::string& bundle_json, const Digest& booster, const std::string& booster_path) {
  const auto json = parse_json_text<Json>(bundle_json);
  const auto noted = json.find(kDigests);
  if (noted == json.end()) return;
  if (noted->is_object() && noted->contains(kBoosterFile) && noted->at(kBoosterFile) == booster.sha256) return;
  throw model_error("{0}: not as p8 train wrote it (its SHA-256 is not the one in {1}); restore it or train again",
                    "{0} : n'est plus tel que p8 train l'a écrit (son SHA-256 n'est pas celui de {1}) ; restaurez-le "
                    "ou relancez l'entraînement",
                    printable(booster_path), kBundleFile);
}

}  // namespace p8
