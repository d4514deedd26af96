#include "p8/views/credit/common/column_words.h"

#include <limits>

#include <doctest/doctest.h>

#include "p8/report/escape.h"

using namespace p8;
using namespace p8::views;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const ColumnCatalogue& catalogue() {
  static const ColumnCatalogue built_in = ColumnCatalogue::built_in();
  return built_in;
}

// A number of a column that the catalogue knows.
Text shown(const std::string& name, double value) {
  return shown_value(catalogue().entry(name), {name, FeatureKind::Number, {}}, value);
}

Text shown_category(const std::string& name, const std::vector<std::string>& categories, double code) {
  return shown_value(catalogue().entry(name), {name, FeatureKind::Category, categories}, code);
}

}  // namespace

TEST_CASE("days before the application are shown as years, with a unit that no line break parts") {
  CHECK(shown("DAYS_BIRTH", -9461.0).en == "25.9\u00A0years");
  CHECK(shown("DAYS_BIRTH", -9461.0).fr == "25,9\u00A0ans");
  CHECK(shown("DAYS_EMPLOYED", -183.0).en == "0.5\u00A0years");
  CHECK(shown("DAYS_EMPLOYED", 0.0).en == "0.0\u00A0years");
}

TEST_CASE("the unit has the form of its number: English for exactly 1, French below 2") {
  CHECK(shown("DAYS_EMPLOYED", -183.0).fr == "0,5\u00A0an");
  CHECK(shown("DAYS_EMPLOYED", -720.0).fr == "2,0\u00A0ans");  // 1.97 years, shown as 2.0
  CHECK(shown("OWN_CAR_AGE", 1.0).en == "1\u00A0year");
  CHECK(shown("OWN_CAR_AGE", 1.0).fr == "1\u00A0an");
  CHECK(shown("OWN_CAR_AGE", 2.0).fr == "2\u00A0ans");
  CHECK(shown("OWN_CAR_AGE", 0.0).en == "0\u00A0years");
  CHECK(shown("OWN_CAR_AGE", 1.5).en == "1.50\u00A0years");
  CHECK(shown("duration_months", 24.0).fr == "24\u00A0mois");
}

TEST_CASE("a special number and a missing value are words") {
  CHECK(shown("DAYS_EMPLOYED", 365243.0).en == "not employed");
  CHECK(shown("DAYS_EMPLOYED", 365243.0).fr == "sans emploi");
  CHECK(shown("DAYS_EMPLOYED", kNaN).en == "not given");
  CHECK(shown("AMT_CREDIT", kNaN).fr == "non renseigné");
  CHECK(shown("FLAG_EMAIL", 1.0).fr == "oui");
  CHECK(shown("FLAG_EMAIL", -0.0).fr == "non");
  CHECK(has_words(catalogue().entry("DAYS_EMPLOYED"), 365243.0));
  CHECK(!has_words(catalogue().entry("DAYS_EMPLOYED"), -365243.0));
  CHECK(!has_words(catalogue().entry("DAYS_EMPLOYED"), kNaN));
}

TEST_CASE("amounts, shares and counts are written as their column asks") {
  CHECK(shown("AMT_CREDIT", 269550.0).en == "269,550");
  CHECK(shown("AMT_CREDIT", 269550.0).fr == "269\u202F550");
  CHECK(shown("credit_amount", 1169.0).en == "1,169\u00A0DM");
  CHECK(shown("ANNUITY_INCOME_PERCENT", 0.1234).en == "12.3%");
  CHECK(shown("ANNUITY_INCOME_PERCENT", 0.1234).fr == "12,3\u202F%");
  CHECK(shown("CNT_CHILDREN", 2.0).en == "2");
  CHECK(shown("CNT_CHILDREN", 2.5).en == "2.50");  // a median between two clients
  CHECK(shown("AMT_ANNUITY", 24903.5).en == "24,904");
  CHECK(shown("EXT_SOURCE_1", 0.5098).en == "0.51");
  CHECK(shown("unknown", 0.72034).en == "0.720");
  CHECK(shown("DAYS_BIRTH", std::numeric_limits<double>::infinity()).en == "n/a");
}

TEST_CASE("a category is shown in words where there are some, else as it is, isolated") {
  const std::vector<std::string> housing = {"Own", "Rent", "<b>Boat"};
  CHECK(shown_category("housing", housing, 1.0).en == "rented");
  CHECK(shown_category("housing", housing, 0.0).fr == "propriétaire");
  CHECK(shown_category("housing", housing, 2.0).fr == report::isolated("<b>Boat"));
  CHECK(shown_category("telephone", {"no", "yes"}, 1.0).fr == "oui");
  ColumnEntry french_only;
  french_only.values = {{"x", {"", "ixe"}}};
  CHECK(shown_value(french_only, {"c", FeatureKind::Category, {"x"}}, 0.0).en == report::isolated("x"));
  CHECK(shown_category("housing", housing, kNaN).en == "not given");
  CHECK(shown_category("housing", housing, 3.0).en == "not given");
  CHECK(shown_category("housing", housing, -1.0).en == "not given");
}

TEST_CASE("a column of numbers does not take its words from a category of the same text") {
  ColumnEntry entry;
  entry.values = {{"Own", {"own", "à soi"}}};
  CHECK(shown_value(entry, {"housing", FeatureKind::Number, {}}, 4.0).en == "4.00");
}

TEST_CASE("a label is the catalogue's, or the isolated name") {
  CHECK(label_of(catalogue(), "DAYS_BIRTH").fr == "Âge");
  CHECK(label_of(catalogue(), "<i>x").en == report::isolated("<i>x"));
  CHECK(label_of(catalogue(), "<i>x").fr == report::isolated("<i>x"));
  CHECK(label_of(ColumnCatalogue(), "age").en == report::isolated("age"));
}

TEST_CASE("a description is ours, a user's and isolated, or nothing") {
  CHECK(description_of(catalogue().entry("age")).en == "Age of the client.");
  ColumnEntry entry;
  CHECK(description_of(entry).en.empty());
  entry.description = same("<b>theirs");
  entry.description_is_data = true;
  CHECK(description_of(entry).fr == report::isolated("<b>theirs"));
}

TEST_CASE("axes use the format without the exception for single values") {
  CHECK(shown_format(catalogue().entry("CNT_CHILDREN")).style == report::Format::Style::Integer);
  CHECK(shown_format(catalogue().entry("DAYS_BIRTH")).digits == 1);
  CHECK(shown_format(catalogue().entry("CREDIT_TERM")).style == report::Format::Style::Percent);
  CHECK(shown_format({}).style == report::Format::Style::Significant);
}
