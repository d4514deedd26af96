#include "p8/credit/columns/built_in_catalogue.h"

#include <algorithm>
#include <functional>
#include <set>

#include <doctest/doctest.h>

#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/columns/schema_inference.h"
#include "p8/csv/csv_reader.h"
#include "support/contains.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8;

namespace {

const std::string kGermanCredit = P8_SOURCE_DIR "/configs/demo/german_credit.csv";

const ColumnCatalogue& catalogue() {
  static const ColumnCatalogue built_in = ColumnCatalogue::built_in();
  return built_in;
}

using p8::test::contains;

// Characters, not bytes.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool has_reason(const ColumnEntry& entry) {
  return !entry.reason.en.empty() || !entry.reason_low.en.empty() || !entry.reason_high.en.empty();
}

void check_words(const Feature& feature) {
  CAPTURE(feature.name);
  const std::optional<ColumnEntry> entry = catalogue().find(feature.name);
  REQUIRE(entry);
  for (const Language language : {Language::English, Language::French}) {
    CHECK(entry->label.in(language) != feature.name);
    CHECK(length(entry->label.in(language)) <= 40);
    CHECK(length(entry->description.in(language)) > 10);
    CHECK(entry->description.in(language).back() == '.');
  }
  CHECK(entry->label.en != entry->description.en);
  CHECK(entry->change);
  CHECK(has_reason(*entry));
  for (const std::string& category : feature.categories) {
    CAPTURE(category);
    REQUIRE(entry->values.count(category) == 1);
    CHECK(!entry->values.at(category).fr.empty());
  }
}

std::vector<Feature> home_credit(const std::string& path) {
  return infer_schema(path, {"SK_ID_CURR", "TARGET"}).features;
}

// The names of the company's model, as its LightGBM file lists them.
std::vector<std::string> model_features(const std::string& path) {
  const std::string text = test::read(path);
  const std::size_t begin = text.find("feature_names=") + 14;
  const std::string line = text.substr(begin, text.find('\n', begin) - begin);
  std::vector<std::string> names(1);
  for (const char c : line) {
    if (c == ' ') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

// Every text of an entry.
std::vector<Text> texts_of(const ColumnEntry& entry) {
  std::vector<Text> texts = {entry.label,  entry.description, entry.unit,       entry.unit_one,
                             entry.reason, entry.reason_high, entry.reason_low, entry.reason_missing};
  for (const auto& [value, words] : entry.values) texts.push_back(words);
  return texts;
}

// Calls `check` with every text of all entries, and of families of names through the columns of the company's model.
void for_each_text(const std::function<void(const Text&)>& check) {
  std::vector<std::string> names = catalogue().names();
  for (const char* name : {"EXT_SOURCE_1", "FLAG_DOCUMENT_3", "APARTMENTS_AVG", "LANDAREA_MODE", "ELEVATORS_MEDI"}) {
    names.emplace_back(name);
  }
  if (!test::needs_shared().data) {  // without the folder the families above remain
    for (const std::string& name : model_features(test::shared_file("data/existing_model/existing_model.txt"))) {
      names.push_back(name);
    }
  }
  for (const std::string& name : names) {
    CAPTURE(name);
    for (const Text& text : texts_of(catalogue().entry(name))) check(text);
  }
}

}  // namespace

TEST_CASE("every column of Home Credit's application has words, facts and reasons in both languages" *
          test::needs_shared()) {
  const auto path = test::shared_file("data/home_credit/application_sample.csv");
  CsvReader file(path);
  std::size_t columns = 0;
  for (const std::string& name : file.header()) {
    if (name == "SK_ID_CURR" || name == "TARGET") continue;
    check_words({name, FeatureKind::Number, {}});
    ++columns;
  }
  CHECK(columns == 120);
  for (const Feature& feature : home_credit(path)) check_words(feature);  // with their categories
}

TEST_CASE("every column of German credit has words, facts and reasons in both languages") {
  const std::vector<Feature> features = infer_schema(kGermanCredit, {"client_id", "default"}).features;
  CHECK(features.size() == 20);
  for (const Feature& feature : features) check_words(feature);
}

TEST_CASE("every column of the company's model has a label that is not its name" * test::needs_shared()) {
  const auto path = test::shared_file("data/existing_model/existing_model.txt");
  const std::vector<std::string> names = model_features(path);
  CHECK(names.size() == 351);
  for (const std::string& name : names) {
    CAPTURE(name);
    const ColumnEntry entry = catalogue().entry(name);
    CHECK(entry.label.en != name);
    CHECK(entry.label.fr != name);
    CHECK(!contains(entry.label.en, "_"));
    CHECK(!contains(entry.label.en, "{"));
    CHECK(entry.change);
  }
}

TEST_CASE("amounts of Home Credit have no unit, for no currency is known; those of German credit are Deutsche Mark") {
  for (const char* name : {"AMT_CREDIT", "AMT_INCOME_TOTAL", "AMT_ANNUITY", "AMT_GOODS_PRICE"}) {
    CHECK(catalogue().entry(name).unit.en.empty());
  }
  CHECK(catalogue().entry("credit_amount").unit.fr == "DM");
}

TEST_CASE("what the law on discrimination names is protected, and nobody is told to change it") {
  const std::set<std::string> protected_columns = {
      "DAYS_BIRTH",  "CODE_GENDER",     "CNT_CHILDREN",           "CNT_FAM_MEMBERS", "NAME_FAMILY_STATUS",
      "age",         "personal_status", "foreign_worker",         "dependents",      "CLIENT_AGE",
      "DAYS_BIRTH2", "DAYS_BIRTH3",     "EXT_SOURCE_2DAYS_BIRTH2"};
  for (const std::string& name : catalogue().names()) {
    CAPTURE(name);
    const ColumnEntry entry = catalogue().entry(name);
    CHECK(entry.is_protected == (protected_columns.count(name) == 1));
    if (entry.is_protected) CHECK(entry.change == Changeability::No);
  }
  CHECK(catalogue().entry("application_CODE_GENDER_M_sum").is_protected);
  CHECK(catalogue().entry("application_CNT_FAM_MEMBERS_mean").is_protected);
}

TEST_CASE("directions are those of the data's own values") {
  const auto change = [](const char* name) { return catalogue().entry(name).change; };
  CHECK(change("DAYS_EMPLOYED") == Changeability::Down);  // longer is more negative
  CHECK(change("EXT_SOURCE_3") == Changeability::Up);
  CHECK(change("AMT_CREDIT") == Changeability::Down);
  CHECK(change("AMT_INCOME_TOTAL") == Changeability::Up);
  CHECK(change("FLAG_DOCUMENT_3") == Changeability::Up);
  CHECK(change("AMT_REQ_CREDIT_BUREAU_YEAR") == Changeability::Down);
  CHECK(change("NAME_EDUCATION_TYPE") == Changeability::Any);
  CHECK(change("APARTMENTS_AVG") == Changeability::No);
  CHECK(change("REGION_RATING_CLIENT") == Changeability::No);
  CHECK(change("bureau_AMT_CREDIT_SUM_DEBT_sum") == Changeability::Down);
  CHECK(change("client_cash_SK_DPD_sum_sum") == Changeability::No);
}

TEST_CASE("French texts have one plain space before : ; ? ! and inside guillemets, and nothing else breaks the rule") {
  for_each_text([](const Text& text) {
    const std::string& french = text.fr;
    CAPTURE(french);
    CHECK(!contains(french, "  "));
    CHECK(!contains(french, "\u00A0"));
    CHECK(!contains(french, "’"));
    CHECK(!contains(french, "\""));
    for (std::size_t i = 0; i < french.size(); ++i) {
      if (std::string(":;?!").find(french[i]) != std::string::npos) CHECK((i > 0 && french[i - 1] == ' '));
      if (french.compare(i, 2, "«") == 0) CHECK(french.compare(i + 2, 1, " ") == 0);
      if (french.compare(i, 2, "»") == 0) CHECK((i > 0 && french[i - 1] == ' '));
      if (french[i] == ',' || french[i] == '.') CHECK((i == 0 || french[i - 1] != ' '));
    }
  });
}

TEST_CASE("English texts have no space before : ; ? !, and neither language begins or ends with one") {
  for_each_text([](const Text& text) {
    CAPTURE(text.en);
    for (const char* sign : {" :", " ;", " ?", " !", "  "}) CHECK(!contains(text.en, sign));
    for (const std::string& words : {text.en, text.fr}) {
      if (!words.empty()) CHECK((words.front() != ' ' && words.back() != ' '));
    }
  });
}

TEST_CASE("reasons are whole sentences in both languages, with the same placeholders in both") {
  std::vector<std::string> names = catalogue().names();
  for (const char* name : {"EXT_SOURCE_1", "FLAG_DOCUMENT_3", "APARTMENTS_AVG"}) names.emplace_back(name);
  for (const std::string& name : names) {
    CAPTURE(name);
    const ColumnEntry entry = catalogue().entry(name);
    for (const Text& reason : {entry.reason, entry.reason_low, entry.reason_high, entry.reason_missing}) {
      CHECK(reason.en.empty() == reason.fr.empty());
      if (reason.en.empty()) continue;
      CHECK(reason.en.back() == '.');
      CHECK(reason.fr.back() == '.');
      CHECK(reason.en != reason.fr);
      for (const char* placeholder : {"{value}", "{typical}"}) {
        CHECK(contains(reason.en, placeholder) == contains(reason.fr, placeholder));
      }
      CHECK(!contains(reason.en, "{*}"));
    }
    for (const char* placeholder : {"{value}", "{typical}"}) CHECK(!contains(entry.reason_missing.en, placeholder));
  }
}

TEST_CASE("the letters say vous, promise nothing and blame nobody" * test::needs_shared()) {
  for_each_text([](const Text& text) {
    CAPTURE(text.fr);
    for (const char* word : {" tu ", " ton ", " ta ", " tes ", "faute", "garanti", "malheureusement", "insuffisant"}) {
      CHECK(!contains(text.fr, word));
    }
    CAPTURE(text.en);
    for (const char* word : {"fault", "guarantee", "unfortunately", "insufficient", "failed", "bad credit"}) {
      CHECK(!contains(text.en, word));
    }
  });
}

TEST_CASE("the files in configs/ are what is compiled in") {
  CHECK(built_in_facts() == test::read(P8_SOURCE_DIR "/configs/columns.toml"));
  CHECK(built_in_words(Language::English) == test::read(P8_SOURCE_DIR "/configs/reasons.en.toml"));
  CHECK(built_in_words(Language::French) == test::read(P8_SOURCE_DIR "/configs/reasons.fr.toml"));
}
