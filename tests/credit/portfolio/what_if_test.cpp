#include "p8/credit/portfolio/what_if.h"

#include <cmath>

#include <doctest/doctest.h>

#include "support/error.h"

using namespace p8;

namespace {

const Schema kSchema({{"income", FeatureKind::Number, {}},
                      {"job", FeatureKind::Category, {"None", "Teacher"}},
                      {"purpose=Car", FeatureKind::Number, {}}},
                     CategoryEncoding::OneHot);
const std::vector<FeatureProfile> kReference = {{{10.0, 20.0}, {}, {}}, {{}, {}, {1, 1, 0}}, {{0.0, 1.0}, {}, {}}};

std::string message(const std::string& text) {
  return test::message_of([&] { parse_setting(text, kSchema, kReference); });
}

}  // namespace

TEST_CASE("a setting is read by the kind of its column") {
  const Setting income = parse_setting("income=15.5", kSchema, kReference);
  CHECK(income.feature == 0);
  CHECK(income.value == 15.5);
  CHECK_FALSE(income.out_of_range);
  CHECK(parse_setting("job=Teacher", kSchema, kReference).value == 1.0);
  CHECK(parse_setting("job=None", kSchema, kReference).value == 0.0);
  CHECK(std::isnan(parse_setting("income=", kSchema, kReference).value));
  const Setting car = parse_setting("purpose=Car=1", kSchema, kReference);
  CHECK(car.feature == 2);
  CHECK(car.value == 1.0);
}

TEST_CASE("a number beyond what the reference holds is noted; its ends are not") {
  CHECK(parse_setting("income=20.1", kSchema, kReference).out_of_range);
  CHECK(parse_setting("income=9", kSchema, kReference).out_of_range);
  CHECK_FALSE(parse_setting("income=20", kSchema, kReference).out_of_range);
  CHECK_FALSE(parse_setting("income=1e9", kSchema, {}).out_of_range);
}

TEST_CASE("a setting that does not fit is a usage error that helps") {
  CHECK(message("income") == "--set: 'income': expected COLUMN=VALUE");
  CHECK(message("=3") == "--set: '=3': expected COLUMN=VALUE");
  CHECK(message("incmoe=3").find("'incmoe'; did you mean 'income'?") != std::string::npos);
  CHECK(message("income=much").find("'much' is not a number, and 'income' is a column of numbers") !=
        std::string::npos);
  CHECK(message("income=inf").find("not a number") != std::string::npos);
  CHECK(message("job=Pilot").find("known are 'None', 'Teacher'") != std::string::npos);
  CHECK(test::kind_of([] { parse_setting("income=x", kSchema, {}); }) == 2);
}

TEST_CASE("settings are applied in order, the last one of a feature counts") {
  CHECK(apply_settings({1.0, 0.0, 0.0}, {{0, 5.0, false}, {1, 1.0, false}, {0, 6.0, false}}) ==
        std::vector<double>{6.0, 1.0, 0.0});
}
