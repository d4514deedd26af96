#include "p8/vision/classifier/head.h"

#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/random.h"
#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

Head small_mlp() {
  Head head;
  head.kind = HeadKind::Mlp;
  head.width = 2;
  head.classes = 2;
  head.hidden = 3;
  head.hidden_weight = {1, 0, 0, 1, -1, -1};
  head.hidden_bias = {0, 0.5F, 0};
  head.output_weight = {1, 2, 3, 0, 1, 0};
  head.output_bias = {0.25F, -1};
  return head;
}

Head small_tip() {
  Head head;
  head.kind = HeadKind::Tip;
  head.width = 2;
  head.classes = 2;
  head.unit_features = true;
  head.scale = 10.0;
  head.alpha = 2.0;
  head.beta = 3.0;
  head.output_weight = {1, 0, 0, 1};
  head.output_bias = {0, 0};
  head.keys = {1, 0, 0.6F, 0.8F, 0, 1};
  head.values = {1, 0, 1, 0, 0, 1};
  return head;
}

}  // namespace

TEST_CASE("a perceptron's logits are what a reader computes") {
  // Hidden: max(0, {2, -1 + 0.5, -2 + 1}) = {2, 0, 0}.
  CHECK(head_logits(small_mlp(), {2, -1}, 1) == std::vector<double>{2.25, -1.0});
  // Hidden: {0, 0, 3}; the second row does not feel the first.
  CHECK(head_logits(small_mlp(), {2, -1, -1, -2}, 2) == std::vector<double>{2.25, -1.0, 9.25, -1.0});
}

TEST_CASE("a Tip-Adapter adds what it remembers to what the texts say") {
  const std::vector<double> logits = head_logits(small_tip(), {3, 0}, 1);  // x = (1, 0)
  CHECK(logits[0] == doctest::Approx(10.0 + 2.0 * (1.0 + std::exp(-3.0 * 0.4))).epsilon(1e-6));
  CHECK(logits[1] == doctest::Approx(2.0 * std::exp(-3.0)).epsilon(1e-6));
}

TEST_CASE("a linear head on directions does not feel the length of a feature") {
  Head head = small_tip();
  head.kind = HeadKind::Text;
  head.keys.clear();
  head.values.clear();
  head.output_bias = {0.5F, 0};
  CHECK(head_logits(head, {0.3F, 0.4F}, 1)[0] == doctest::Approx(10.0 * (0.6 + 0.5)).epsilon(1e-6));
  CHECK(head_logits(head, {30, 40}, 1)[0] == doctest::Approx(11.0).epsilon(1e-6));
}

TEST_CASE("a head is read as it was written") {
  const test::TemporaryDirectory directory;
  for (const Head& head : {small_mlp(), small_tip()}) {
    const std::string path = directory.file(name_of(head.kind));
    write_head(path, head);
    const Head copy = read_head(path, head_json(head), "classifier.json");
    const std::vector<float> features = {0.3F, -1.7F, 2.0F, 0.1F};
    CHECK(head_logits(copy, features, 1) == head_logits(head, features, 1));
    CHECK(copy.parameters() == head.parameters());
  }
  CHECK(small_mlp().parameters() == 6 + 3 + 6 + 2);
  CHECK(small_tip().parameters() == 0);
}

TEST_CASE("a head that contradicts its description is refused") {
  const test::TemporaryDirectory directory;
  const Head head = small_mlp();
  const std::string path = directory.file("head.safetensors");
  write_head(path, head);
  nlohmann::json json = head_json(head);
  const auto message = [&] { return test::message_of([&] { read_head(path, json, "c.json"); }); };
  json["hidden"] = 4U;
  CHECK(message().find("does not have the sizes that c.json says") != std::string::npos);
  json["hidden"] = "many";
  CHECK(message() == "c.json: field 'head.hidden': expected a whole number");
  json["kind"] = "forest";
  CHECK(message() == "c.json: field 'head.kind': expected a head that this version knows");
  json = head_json(head);
  json["kind"] = "tip";
  CHECK(message().find("output.weight") != std::string::npos);
  CHECK(test::kind_of([&] { read_head(directory.file("none"), head_json(head), "c.json"); }) == 4);
}

}  // namespace p8
