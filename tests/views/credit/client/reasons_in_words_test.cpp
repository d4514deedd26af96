#include "p8/views/credit/client/reasons_in_words.h"

#include <limits>
#include <set>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/credit/columns/schema_inference.h"
#include "p8/report/escape.h"
#include "support/contains.h"

using namespace p8;
using namespace p8::views;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const ColumnCatalogue& catalogue() {
  static const ColumnCatalogue built_in = ColumnCatalogue::built_in();
  return built_in;
}

Schema schema_of(std::vector<Feature> features) { return {std::move(features), CategoryEncoding::Ordinal}; }

Schema numbers(const std::vector<std::string>& names) {
  std::vector<Feature> features;
  features.reserve(names.size());
  for (const std::string& name : names) features.push_back({name, FeatureKind::Number, {}});
  return schema_of(features);
}

// The sentence for one number.
Text sentence(const std::string& name, double value, double typical) {
  const std::vector<Text> sentences = reasons_in_words({{0, value, typical, 1.0}}, numbers({name}), catalogue());
  REQUIRE(sentences.size() == 1);
  return sentences[0];
}

using p8::test::contains;

}  // namespace

TEST_CASE("low and high are of what is shown: a short employment, a large credit") {
  CHECK(sentence("DAYS_EMPLOYED", -200.0, -1800.0).en ==
        "You have been in your current job for 0.5\u00A0years; accepted clients have usually been in theirs for "
        "4.9\u00A0years.");
  CHECK(sentence("DAYS_EMPLOYED", -200.0, -1800.0).fr ==
        "Vous occupez votre emploi actuel depuis 0,5\u00A0an ; chez les clients acceptés, c'est le plus souvent "
        "4,9\u00A0ans.");
  CHECK(sentence("AMT_CREDIT", 900000.0, 450000.0).en ==
        "The credit of 900,000 that you asked for is higher than usual for accepted clients (450,000).");
  CHECK(contains(sentence("AMT_CREDIT", 90000.0, 450000.0).fr, "est plus petit que d'habitude"));
}

TEST_CASE("a value on the side without a sentence of its own takes the neutral one") {
  CHECK(sentence("DAYS_EMPLOYED", -9000.0, -1800.0).en == "Your current job, time since its start: 24.6\u00A0years.");
  CHECK(sentence("DAYS_BIRTH", -9461.0, -15000.0).en ==
        "Your age on the day of the application: 25.9\u00A0years; for accepted clients it is usually 41.1\u00A0years.");
}

TEST_CASE("a number that stands for something else is neither low nor high") {
  CHECK(sentence("DAYS_EMPLOYED", 365243.0, -1800.0).en == "Your current job, time since its start: not employed.");
  CHECK(contains(sentence("DAYS_EMPLOYED", -200.0, 365243.0).fr, "temps depuis le début : 0,5"));
}

TEST_CASE("a missing value has its own sentence") {
  CHECK(sentence("OWN_CAR_AGE", kNaN, 9.0).en == "Your application states no car of your own.");
  CHECK(sentence("EXT_SOURCE_1", kNaN, 0.5).fr == "La source externe n° 1 n'a pas de score de crédit à votre nom.");
  CHECK(sentence("income_of_partner", kNaN, 100.0).en ==
        report::isolated("income_of_partner") + ": not given; for accepted clients usually 100.");
}

TEST_CASE("no and yes are low and high, whatever is usual") {
  CHECK(sentence("FLAG_EMAIL", 0.0, 0.0).en == "Your application gives no e-mail address.");
  CHECK(sentence("FLAG_DOCUMENT_3", 0.0, 1.0).fr == "Le document n° 3 de notre liste n'a pas été fourni.");
  CHECK(sentence("REG_CITY_NOT_LIVE_CITY", 1.0, 0.0).en ==
        "Your contact address lies in another city than your permanent address.");
  CHECK(sentence("FLAG_EMAIL", 1.0, 0.0).en == "E-mail address given: yes; for accepted clients usually no.");
}

TEST_CASE("what is usual is left out where it is unknown or the same") {
  CHECK(sentence("AMT_CREDIT", 900000.0, kNaN).en == "The amount of credit you asked for: 900,000.");
  CHECK(sentence("AMT_CREDIT", 450000.0, 450000.0).en == "The amount of credit you asked for: 450,000.");
  CHECK(sentence("DAYS_BIRTH", -9461.0, kNaN).fr == "Votre âge le jour de la demande : 25,9\u00A0ans.");
  CHECK(sentence("DAYS_BIRTH", -9461.0, -9460.0).en == "Your age on the day of the application: 25.9\u00A0years.");
  CHECK(sentence("AMT_INCOME_TOTAL", 100.2, 100.4).en == "Annual income: 100.");  // no clause to leave out
  CHECK(sentence("my_column", 3.0, 3.0).fr == report::isolated("my_column") + " : 3,00.");
}

TEST_CASE("a category is said in words, an unknown one as it is") {
  const Schema schema = schema_of({{"housing", FeatureKind::Category, {"Own", "Rent", "{typical}"}}});
  CHECK(reasons_in_words({{0, 1.0, 0.0, 0.3}}, schema, catalogue()).at(0).fr ==
        "Votre logement : locataire ; chez les clients acceptés, le plus souvent : propriétaire.");
  const Text strange = reasons_in_words({{0, 2.0, 0.0, 0.3}}, schema, catalogue()).at(0);
  CHECK(strange.en ==
        "Your housing: " + report::isolated("{typical}") + "; for accepted clients it is usually: own home.");
}

TEST_CASE("the strongest four are stated, none that helped, no two alike") {
  const Schema schema = numbers(
      {"AMT_CREDIT", "APARTMENTS_AVG", "APARTMENTS_MODE", "FLAG_EMAIL", "FLAG_PHONE", "AMT_ANNUITY", "CNT_CHILDREN"});
  const std::vector<RefusalReason> reasons = {{0, 2.0, 1.0, 0.1}, {1, kNaN, 0.1, 0.5}, {2, kNaN, 0.1, 0.4},
                                              {3, 0.0, 0.0, 0.3}, {4, 0.0, 0.0, 0.2},  {5, 2.0, 1.0, 0.05},
                                              {6, 3.0, 0.0, -2.0}};
  const std::vector<Text> sentences = reasons_in_words(reasons, schema, catalogue());
  REQUIRE(sentences.size() == 4);
  CHECK(sentences[0].en == "No figures are known for the building where you live.");  // once, for two columns
  CHECK(contains(sentences[1].en, "e-mail"));
  CHECK(contains(sentences[2].en, "home phone"));
  CHECK(contains(sentences[3].en, "credit of 2"));
  CHECK(reasons_in_words(reasons, schema, catalogue(), 100).size() == 5);
  CHECK(reasons_in_words(reasons, schema, catalogue(), 0).empty());
  CHECK(reasons_in_words({{6, 3.0, 0.0, -2.0}, {0, 2.0, 1.0, 0.0}}, schema, catalogue()).empty());
}

TEST_CASE("indicators of one category are one reason, named by the client's category") {
  const Schema schema = numbers({"application_ORGANIZATION_TYPE_Bank_sum", "application_ORGANIZATION_TYPE_School_sum",
                                 "application_ORGANIZATION_TYPE_Realtor_sum", "AMT_CREDIT_SUM"});
  const std::vector<RefusalReason> reasons = {
      {0, 0.0, 0.0, 0.2}, {1, 0.0, 1.0, 0.3}, {2, 1.0, 0.0, -0.1}, {3, 1.0, 2.0, 0.35}};
  const std::vector<Text> sentences = reasons_in_words(reasons, schema, catalogue());
  REQUIRE(sentences.size() == 2);  // 0.2 + 0.3 - 0.1 goes before 0.35
  CHECK(sentences[0].en == "The sector of your employer: estate agency.");
  CHECK(sentences[0].fr == "Le secteur de votre employeur : agence immobilière.");
  const std::vector<Text> unnamed = reasons_in_words({reasons[0], reasons[1]}, schema, catalogue());
  REQUIRE(unnamed.size() == 1);
  CHECK(unnamed[0].en == "Employer's sector: other than “school”.");
  CHECK(unnamed[0].fr == "Secteur de l'employeur : autre que « école ».");
}

TEST_CASE("an indicator with sentences of its own is stated by itself") {
  const Schema schema = numbers({"application_NAME_CONTRACT_TYPE_Cashloans_sum"});
  CHECK(reasons_in_words({{0, 0.0, 1.0, 0.2}}, schema, catalogue()).at(0).en == "You asked for revolving credit.");
}

TEST_CASE("any values of any German client become whole sentences in both languages") {
  const Schema schema =
      schema_of(infer_schema(P8_SOURCE_DIR "/configs/demo/german_credit.csv", {"client_id", "default"}).features);
  Random random(11);
  for (int client = 0; client < 200; ++client) {
    std::vector<RefusalReason> reasons;
    for (std::size_t f = 0; f < schema.features().size(); ++f) {
      const Feature& feature = schema.features()[f];
      const std::uint64_t most = feature.kind == FeatureKind::Category ? feature.categories.size() : 60;
      const auto value = [&] { return random.below(6) == 0 ? kNaN : static_cast<double>(random.below(most)); };
      reasons.push_back({f, value(), value(), random.uniform() - 0.4});
    }
    const std::vector<Text> sentences = reasons_in_words(reasons, schema, catalogue());
    CHECK(sentences.size() <= 4);
    std::set<std::string> different;
    for (const Text& sentence : sentences) {
      CAPTURE(sentence.en);
      CAPTURE(sentence.fr);
      different.insert(sentence.en);
      CHECK(sentence.en.back() == '.');
      CHECK(sentence.fr.back() == '.');
      CHECK(!contains(sentence.en + sentence.fr, "{"));
      CHECK(!contains(sentence.en, "  "));
    }
    CHECK(different.size() == sentences.size());
  }
}
