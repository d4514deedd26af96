#include "p8/credit/model/bundle_digest.h"

#include <doctest/doctest.h>

#include "support/error.h"

using namespace p8;

namespace {

const std::string kWritten = with_digests(R"({"format": 1, "threshold": 0.25})", digest_of("trees"));

std::string with(const std::string& from, const std::string& to) {
  std::string json = kWritten;
  return json.replace(json.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a bundle knows whether one of its numbers was changed since p8 wrote it") {
  CHECK(!is_changed_bundle(kWritten));
  CHECK(!is_changed_bundle(with("0.25", "  0.25")));
  CHECK(is_changed_bundle(with("0.25", "0.65")));
  CHECK(is_changed_bundle(with("\"threshold\"", "\"threshole\"")));
  CHECK(is_changed_bundle(with("bundle_sha256\": \"", "bundle_sha256\": \"x")));
  CHECK(!is_changed_bundle(R"({"format": 1, "threshold": 0.25})"));  // of an earlier p8
}

TEST_CASE("a bundle's digest of itself covers that of its trees") {
  require_booster_digest(kWritten, digest_of("trees"), "m/model.ubj");
  CHECK(test::message_of([] {
          require_booster_digest(kWritten, digest_of("other"), "m/model.ubj");
        }).find("m/model.ubj: not as p8 train wrote it") == 0);
  CHECK(is_changed_bundle(with_digests(kWritten, digest_of("other"))) == false);  // written anew
  CHECK(is_changed_bundle(with(digest_of("trees").sha256, digest_of("other").sha256)));
}
