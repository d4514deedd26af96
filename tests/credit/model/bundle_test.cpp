#include <doctest/doctest.h>

#include "p8/credit/model/model.h"
#include "support/error.h"

using namespace p8;

namespace {

ModelCard make_card() {
  ModelCard card;
  card.schema = Schema({{"age", FeatureKind::Number, {}}, {"job", FeatureKind::Category, {"None", "<b>"}}},
                       CategoryEncoding::OneHot);
  card.calibration.method = CalibrationMethod::Isotonic;
  card.calibration.margins = {-1.0, 0.1};
  card.calibration.probabilities = {0.2, 0.9};
  card.threshold = 0.1;
  card.scale = {500.0, 20.0, 30.0};
  card.costs = {7.0, 2.0};
  card.id_column = "id";
  card.label_column = "y";
  card.positive_value = "bad";
  card.base_value = -0.75;
  card.training_rows = 10;
  card.training_sha256 = "abc";
  card.profiles = {{{18.0, 40.0}, {30.0}, {5, 4, 1}}, {{}, {}, {6, 3, 1}}};
  return card;
}

std::string message_with(const std::string& from, const std::string& to) {
  std::string json = bundle_json(make_card());
  const std::size_t at = json.find(from);
  REQUIRE(at != std::string::npos);
  json.replace(at, from.size(), to);
  return test::message_of([&] { parse_bundle(json, "m/bundle.json"); });
}

}  // namespace

TEST_CASE("a bundle comes back as it was written") {
  const std::string json = bundle_json(make_card());
  const ModelCard card = parse_bundle(json, "bundle.json");
  CHECK(bundle_json(card) == json);
  CHECK(card.schema.input_names() == std::vector<std::string>{"age", "job=None", "job=<b>"});
  CHECK(card.calibration.apply(0.1) == 0.9);
  CHECK(card.costs.false_negative == 7.0);
  CHECK(card.profiles[0].counts == std::vector<std::size_t>{5, 4, 1});
}

TEST_CASE("a bundle of earlier versions: edges on values are moved off them, steps at 0 and 1 are bounded") {
  ModelCard card = make_card();
  card.calibration.probabilities = {0.0, 1.0};
  std::string json = bundle_json(card);
  CHECK(parse_bundle(json, "b").profiles[0].edges == std::vector<double>{30.0});
  const std::string mark = "\"edges\": \"between values\",";
  json.erase(json.find(mark), mark.size());
  const ModelCard read = parse_bundle(json, "b");
  CHECK(read.profiles[0].edges[0] > 30.0000001);
  CHECK(read.profiles[0].edges[0] < 30.0001);
  CHECK(read.calibration.probabilities == std::vector<double>{1.0 / 12.0, 1.0 - 1.0 / 12.0});  // ten clients
}

TEST_CASE("what is wrong with a bundle is said with its field") {
  CHECK(message_with("\"threshold\": 0.1", "\"threshold\": \"high\"") ==
        "m/bundle.json: field 'threshold': expected a number");
  CHECK(message_with("\"threshold\": 0.1", "\"threshold\": 1.5") ==
        "m/bundle.json: field 'threshold': expected a number from 0 to 1");
  CHECK(message_with("\"isotonic\"", "\"magic\"").find("expected none, sigmoid or isotonic") != std::string::npos);
  CHECK(message_with("\"format\": 1", "\"format\": 9").find("field 'format': expected 1") != std::string::npos);
  CHECK(message_with("\"one-hot\"", "\"hot\"").find("expected ordinal or one-hot") != std::string::npos);
  CHECK(message_with("\"base_odds\": 20.0", "\"base_odds\": 0").find("expected a positive number") !=
        std::string::npos);
  CHECK(message_with("\"false_negative\": 7.0", "\"false_negative\": -1").find("costs of at least 0") !=
        std::string::npos);
  CHECK(message_with("\"kind\": \"category\"", "\"kind\": \"number\"").find("field '") != std::string::npos);
  CHECK(message_with("{", "").find("not valid JSON") != std::string::npos);
}

TEST_CASE("counts and numbers of a bundle are held against their range and kind, and named") {
  CHECK(message_with("    5,\n", "5.0,\n").find("field 'counts': expected whole numbers from 0 to 10^15") !=
        std::string::npos);
  for (const char* count : {"-5", "0.5", "1e87", "true", "null", "\"5\"", "[5]", "99999999999999999999"}) {
    CAPTURE(count);
    CHECK(message_with("    5,\n", std::string(count) + ",") ==
          "m/bundle.json: field 'counts': expected whole numbers from 0 to 10^15");
    CHECK(message_with("\"training_rows\": 10", std::string("\"training_rows\": ") + count) ==
          "m/bundle.json: field 'training_rows': expected a whole number from 0 to 10^15");
  }
  for (const char* format : {"1.5", "true", "-1", "\"1\"", "4294967297"}) {
    CHECK_MESSAGE(message_with("\"format\": 1", std::string("\"format\": ") + format) ==
                      "m/bundle.json: field 'format': expected 1",
                  format);
  }
  for (const char* field :
       {"\"base_value\": -0.75", "\"base_points\": 500.0", "\"base_odds\": 20.0", "\"points_to_double\": 30.0",
        "\"false_negative\": 7.0", "\"false_positive\": 2.0", "\"threshold\": 0.1"}) {
    const std::string from = field, name = from.substr(1, from.find('"', 1) - 1);
    for (const char* value : {"true", "null", "[1]", "1e87", "-1e300"}) {
      CAPTURE(value);
      const std::string message = message_with(from, "\"" + name + "\": " + value);
      CHECK_MESSAGE(message.find("m/bundle.json: field '" + name + "': expected a number") == 0, message);
    }
  }
  CHECK(message_with("-1.0,\n", "true,\n").find("field 'margins': expected numbers in ascending order") !=
        std::string::npos);
}

TEST_CASE("a bundle nested deeper than any is refused wherever the nesting stands") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  for (const char* value : {"0.1", "\"bad\"", "\"isotonic\"", "30.0", "10", "\"age\""}) {
    CHECK_MESSAGE(message_with(value, deep) == "m/bundle.json: nested more than 64 deep", value);
  }
}

TEST_CASE("a bundle says of each feature whether a client can change it, or says nothing") {
  ModelCard card = make_card();
  CHECK(bundle_json(card).find("actionable") == std::string::npos);
  CHECK(!parse_bundle(bundle_json(card), "b").has_actionable);

  card.has_actionable = true;
  card.actionable = {{0, Direction::Down}};
  const std::string json = bundle_json(card);
  const ModelCard read = parse_bundle(json, "b");
  CHECK(bundle_json(read) == json);
  CHECK(read.has_actionable);
  REQUIRE(read.actionable.size() == 1);
  CHECK(read.actionable[0].feature == 0);
  CHECK(read.actionable[0].direction == Direction::Down);
  CHECK(json.find("\"actionable\": \"down\"") < json.find("\"actionable\": \"no\""));

  card.actionable = {};
  CHECK(parse_bundle(bundle_json(card), "b").has_actionable);  // nothing can be changed: that is said too
}

TEST_CASE("a bundle's word for a change must fit its feature") {
  ModelCard card = make_card();
  card.has_actionable = true;
  card.actionable = {{0, Direction::Up}, {1, Direction::Any}};
  const auto message = [&](const std::string& from, const std::string& to) {
    std::string json = bundle_json(card);
    json.replace(json.find(from), from.size(), to);
    return test::message_of([&] { parse_bundle(json, "b.json"); });
  };
  CHECK(message("\"up\"", "\"sideways\"") == "b.json: field 'actionable': expected any, up, down or no");
  CHECK(message("\"any\"", "\"up\"") == "b.json: field 'actionable': expected any or no");
  CHECK(message("\"up\"", "1") == "b.json: field 'actionable': expected a text");
}

TEST_CASE("points that double the odds are positive, and quantiles end somewhere") {
  for (const char* points : {"0", "-5", "1000001", "1e15"}) {
    CHECK(message_with("\"points_to_double\": 30.0", std::string("\"points_to_double\": ") + points) ==
          "m/bundle.json: field 'points_to_double': expected a positive number up to 10^6");
  }
  CHECK(message_with("\"points_to_double\": 30.0", "\"points_to_double\": 1000000") == "no error");
  CHECK(message_with("40.0\n", "1e31\n") ==
        "m/bundle.json: field 'quantiles': expected numbers of at most 10^30 in size");
  CHECK(message_with("18.0,\n", "-1e31,\n").find("field 'quantiles'") != std::string::npos);
  ModelCard card = make_card();
  card.profiles[0].quantiles = {-1e35, 40.0};  // of data that reach so far
  CHECK(parse_bundle(bundle_json(card), "b").profiles[0].quantiles == std::vector<double>{-1e30, 40.0});
}
