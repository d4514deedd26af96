#include "p8/vision/classifier/classifier_file.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/files/file.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using nlohmann::json;

namespace {

Classifier small_classifier() {
  Classifier classifier;
  classifier.backbone = {BackboneKind::Clip, "clip"};
  classifier.backbone_model = "ViT-B/32";
  classifier.backbone_sha256 = "ab";
  classifier.precision = "fp32";
  classifier.classes = {"Pens", "Watches"};
  classifier.preprocessing.size = classifier.preprocessing.crop = 224;
  classifier.head.kind = HeadKind::Linear;
  classifier.head.width = 3;
  classifier.head.classes = 2;
  classifier.head.output_weight = {1.0F, 0.5F, -1.0F, 0.0F, 2.0F, 1.0F};
  classifier.head.output_bias = {0.25F, -0.25F};
  return classifier;
}

std::string json_in(const test::TemporaryDirectory& directory) {
  write_head(directory.file(kHeadFile), small_classifier().head);
  return classifier_json(small_classifier(), digest_of_file(directory.file(kHeadFile)).sha256);
}

/// What reading says where a value of classifier.json is another text.
std::string said_with(const std::string& place, const std::string& text) {
  const test::TemporaryDirectory directory;
  json document = json::parse(json_in(directory));
  document[json::json_pointer(place)] = "@here@";
  std::string bytes = document.dump();
  bytes.replace(bytes.find("\"@here@\""), 8, text);
  directory.write(kClassifierFile, bytes);
  const std::string said = test::message_of([&] { read_classifier(directory.path()); });
  CHECK((said == "no error" || test::kind_of([&] { read_classifier(directory.path()); }) == 4));
  return said == "no error" ? said : said.substr(said.find(kClassifierFile));
}

}  // namespace

TEST_CASE("a classifier comes back as it was written") {
  const test::TemporaryDirectory directory;
  const std::string written = json_in(directory);
  directory.write(kClassifierFile, written);
  const std::string sha256 = digest_of_file(directory.file(kHeadFile)).sha256;
  CHECK(classifier_json(read_classifier(directory.path()), sha256) == written);
}

TEST_CASE("numbers of a classifier are held against their kind and range, and named") {
  for (const char* count : {"-5", "0.5", "224.7", "1e87", "true", "null", "\"224\"", "[224]"}) {
    CAPTURE(count);
    for (const char* place : {"/preprocessing/size", "/preprocessing/crop", "/format"}) {
      CHECK(said_with(place, count) ==
            "classifier.json: field '" + std::string(place + 1) + "': expected a whole number from 0");
    }
    CHECK(said_with("/head/width", count) == "classifier.json: field 'head.width': expected a whole number");
  }
  for (const char* list : {"[0.5, 0.5]", "[0.5, 0.5, 0.5, 0.5]", "[true, 0.5, 0.5]", "0.5", "{}"}) {
    CHECK_MESSAGE(
        said_with("/preprocessing/mean", list) == "classifier.json: field 'preprocessing/mean': expected three numbers",
        list);
  }
  for (const char* number : {"1e300", "18446744073709551616", "10.5", "-11"}) {
    CHECK_MESSAGE(said_with("/preprocessing/mean", "[0.5, 0.5, " + std::string(number) + "]") ==
                      "classifier.json: field 'preprocessing/mean': expected three numbers from -10 to 10",
                  number);
  }
  for (const char* number : {"1e300", "9007199254740993", "100.5", "-1"}) {
    CHECK_MESSAGE(said_with("/preprocessing/std", "[" + std::string(number) + ", 1, 1]") ==
                      "classifier.json: field 'preprocessing/std': expected three numbers above 0 up to 100",
                  number);
  }
  CHECK(said_with("/preprocessing/std", "[0, 1, 1]").find("field 'preprocessing/std'") != std::string::npos);
  CHECK(said_with("/preprocessing/std", "[100, 1, 1]") == "no error");
  CHECK(said_with("/preprocessing/mean", "[-10, 10, 1]") == "no error");
  for (const char* number : {"-1", "1e87", "true", "null"}) {
    for (const char* field : {"scale", "alpha", "beta"}) {
      CHECK_MESSAGE(said_with("/head/" + std::string(field), number) ==
                        "classifier.json: field 'head." + std::string(field) + "': expected a number from 0 to 10^9",
                    number);
    }
  }
}

TEST_CASE("a classifier nested without end in any of its fields is refused") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  for (const char* place : {"/format", "/trained", "/head", "/head/scale", "/classes", "/classes/0", "/preprocessing",
                            "/backbone", "/p8", "/upright"}) {
    CHECK_MESSAGE(said_with(place, deep) == "classifier.json: nested more than 64 deep", place);
  }
}

TEST_CASE("a classifier says whether its file was changed since p8 wrote it, and one of an earlier p8 does not") {
  const test::TemporaryDirectory directory;
  const json written = json::parse(json_in(directory));
  const auto is_changed = [&](const json& document) {
    directory.write(kClassifierFile, document.dump());
    return read_classifier(directory.path()).is_changed;
  };
  CHECK(!is_changed(written));
  json moved = written;
  moved["backbone"]["path"] = "elsewhere";
  CHECK(is_changed(moved));
  moved.erase("classifier_sha256");
  CHECK(!is_changed(moved));
}
