#include "p8/credit/model/actionable.h"

#include <algorithm>
#include <map>

#include <doctest/doctest.h>

#include "p8/credit/columns/schema_inference.h"
#include "support/error.h"
#include "support/shared.h"

using namespace p8;

namespace {

const ColumnCatalogue& catalogue() {
  static const ColumnCatalogue built_in = ColumnCatalogue::built_in();
  return built_in;
}

Schema schema_of(std::vector<Feature> features) { return {std::move(features), CategoryEncoding::OneHot}; }

// The directions of a schema's actionable features, by name.
std::map<std::string, std::string> directions(const Schema& schema, const std::vector<Actionable>& actionable) {
  std::map<std::string, std::string> found;
  for (const Actionable& one : actionable) {
    found[schema.features()[one.feature].name] = direction_name(one.direction);
  }
  return found;
}

const Schema kSchema({{"income", FeatureKind::Number, {}},
                      {"housing", FeatureKind::Category, {"Own", "Rent"}},
                      {"rate:up", FeatureKind::Number, {}},
                      {"INCOME2", FeatureKind::Number, {}}},
                     CategoryEncoding::OneHot);

std::string message(const std::vector<std::string>& arguments, Language language = Language::English) {
  return test::message_of([&] { parse_actionable(arguments, kSchema); }, language);
}

}  // namespace

TEST_CASE("the catalogue says what German clients can change: never age, sex and marital status, nationality, family") {
  const Schema schema =
      schema_of(infer_schema(P8_SOURCE_DIR "/configs/demo/german_credit.csv", {"client_id", "default"}).features);
  const auto found = directions(schema, default_actionable(schema, catalogue()));
  CHECK(found.size() == 15);
  for (const char* name : {"age", "personal_status", "foreign_worker", "dependents", "credit_history"}) {
    CAPTURE(name);
    CHECK(found.count(name) == 0);
  }
  CHECK(found.at("credit_amount") == "down");
  CHECK(found.at("residence_years") == "up");
  CHECK(found.at("duration_months") == "any");
  CHECK(found.at("housing") == "any");
}

TEST_CASE("the catalogue says what Home Credit's clients can change: never age, gender, family" *
          test::needs_shared()) {
  const auto path = test::shared_file("data/home_credit/application_sample.csv");
  const Schema schema = schema_of(infer_schema(path, {"SK_ID_CURR", "TARGET"}).features);
  const std::vector<Actionable> actionable = default_actionable(schema, catalogue());
  const auto found = directions(schema, actionable);
  for (const char* name : {"DAYS_BIRTH", "CODE_GENDER", "CNT_CHILDREN", "CNT_FAM_MEMBERS", "NAME_FAMILY_STATUS",
                           "REGION_RATING_CLIENT", "APARTMENTS_AVG", "DEF_30_CNT_SOCIAL_CIRCLE"}) {
    CAPTURE(name);
    CHECK(found.count(name) == 0);
  }
  CHECK(found.at("DAYS_EMPLOYED") == "down");
  CHECK(found.at("EXT_SOURCE_2") == "up");
  CHECK(found.at("OCCUPATION_TYPE") == "any");
  CHECK(std::is_sorted(actionable.begin(), actionable.end(),
                       [](const Actionable& a, const Actionable& b) { return a.feature < b.feature; }));
}

TEST_CASE(
    "an unknown column may change in any direction, unless its name speaks of who a person is, where, or the past") {
  const Schema schema = schema_of({{"monthly_rent", FeatureKind::Number, {}},
                                   {"applicantAge", FeatureKind::Number, {}},
                                   {"AVERAGE_BALANCE", FeatureKind::Number, {}},
                                   {"zip_code", FeatureKind::Number, {}},
                                   {"num_previous_defaults", FeatureKind::Number, {}},
                                   {"contract", FeatureKind::Category, {"a"}}});
  CHECK(directions(schema, default_actionable(schema, catalogue())) ==
        std::map<std::string, std::string>{{"AVERAGE_BALANCE", "any"}, {"contract", "any"}, {"monthly_rent", "any"}});
}

TEST_CASE("protected is what the catalogue or the words of an unknown name say") {
  for (const char* name :
       {"DAYS_BIRTH", "age", "application_CODE_GENDER_M_sum", "applicant_age", "dateOfBirth", "SEX", "sexe",
        "date_naissance", "Marital.Status", "nb_enfants", "situation_familiale", "race", "ethnicity", "religion",
        "NATIONALITÉ", "âge", "disability_flag", "num_children", "gender2"}) {
    CAPTURE(name);
    CHECK(is_protected(name, catalogue()));
  }
  for (const char* name : {"AMT_CREDIT", "OWN_CAR_AGE", "average_balance", "usage", "mileage", "stage", "sextant",
                           "racecar", "zip_code", "income", "", "_"}) {
    CAPTURE(name);
    CHECK(!is_protected(name, catalogue()));
  }
}

TEST_CASE("a catalogue's direction is for numbers; a category changes to any other") {
  const Schema schema = schema_of({{"credit_amount", FeatureKind::Category, {"1", "2"}}});
  CHECK(directions(schema, default_actionable(schema, catalogue())).at("credit_amount") == "any");
}

TEST_CASE("columns are given with or without a direction, and come in the schema's order") {
  const auto parsed = parse_actionable({"housing", "income:down"}, kSchema);
  CHECK(directions(kSchema, parsed) == std::map<std::string, std::string>{{"housing", "any"}, {"income", "down"}});
  CHECK(parsed.front().feature == 0);
  CHECK(directions(kSchema, parse_actionable({"rate:up"}, kSchema)).at("rate:up") == "any");  // its whole name
  CHECK(directions(kSchema, parse_actionable({"rate:up:up"}, kSchema)).at("rate:up") == "up");
  CHECK(directions(kSchema, parse_actionable({"housing:any"}, kSchema)).at("housing") == "any");
  CHECK(parse_actionable({}, kSchema).empty());
}

TEST_CASE("a column that is not there is refused with the nearest names") {
  CHECK(message({"incme:up"}) == "--actionable: no feature 'incme'; did you mean 'income' or 'INCOME2'?");
  CHECK(message({"incme"}, Language::French) ==
        "--actionable : pas de variable « incme » ; vouliez-vous dire « income » ou « INCOME2 » ?");
  CHECK(message({"zzz"}) == "--actionable: no feature 'zzz'");
  CHECK(message({":up"}) == "--actionable: no feature ''");
  CHECK(message({std::string(10'000, 'x')}).size() < 300);
  CHECK(test::kind_of([] { parse_actionable({"zzz"}, kSchema); }) == 2);
}

TEST_CASE("a direction that is none, or of a category, and a column given twice are refused") {
  CHECK(message({"income:left"}) ==
        "--actionable: 'left' after 'income:' is not a direction; expected up, down or any");
  CHECK(message({"housing:up"}) ==
        "--actionable: 'housing' is a category and has no up or down; expected 'housing' alone");
  CHECK(message({"income", "income:up"}) == "--actionable: 'income' is given twice");
}
