#include "p8/credit/columns/column_catalogue.h"

#include <algorithm>
#include <chrono>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8;

namespace {

// A catalogue of nothing but these files.
ColumnCatalogue catalogue_of(const std::string& facts, const std::string& english, const std::string& french) {
  const test::TemporaryDirectory directory;
  directory.write("columns.toml", facts);
  directory.write("reasons.en.toml", english);
  directory.write("reasons.fr.toml", french);
  ColumnCatalogue catalogue;
  catalogue.merge_directory(directory.path());
  return catalogue;
}

using p8::test::contains;

}  // namespace

TEST_CASE("a column is what its files say of it") {
  const ColumnCatalogue catalogue = catalogue_of(
      "[age]\nfactor = -0.5\ndecimals = 1\npercent = true\nactionable = \"up\"\nprotected = true\n",
      "[age]\nlabel = \"Age\"\nunit = \"years\"\nreason_low = \"Low {value} {typical}.\"\nvalues = { 1e3 = \"old\" }\n",
      "[age]\nlabel = \"Âge\"\nreason_low = \"Bas.\"\n[age.values]\n1000 = \"vieux\"\n");
  const ColumnEntry entry = catalogue.entry("age");
  CHECK(entry.label.en == "Age");
  CHECK(entry.label.fr == "Âge");
  CHECK(entry.factor == -0.5);
  CHECK(entry.decimals == 1);
  CHECK(entry.percent);
  CHECK(entry.change == Changeability::Up);
  CHECK(entry.is_protected);
  CHECK(entry.reason_low.en == "Low {value} {typical}.");
  REQUIRE(entry.values.size() == 1);  // 1e3 and 1000 are the same number
  CHECK(entry.values.at("1000").en == "old");
  CHECK(entry.values.at("1000").fr == "vieux");
}

TEST_CASE("a text in one language stands for both, a value's words do not") {
  const ColumnCatalogue catalogue = catalogue_of("", "[a]\nlabel = \"A\"\n[c]\nunit = \"years\"\nunit_one = \"year\"\n",
                                                 "[b]\nlabel = \"B\"\nvalues = { x = \"ixe\" }\n[c]\nunit = \"ans\"\n");
  CHECK(catalogue.entry("a").label.fr == "A");
  CHECK(catalogue.entry("b").label.en == "B");
  CHECK(catalogue.entry("b").values.at("x").en.empty());
  CHECK(catalogue.entry("c").unit_one.fr.empty());  // not "year" beside "ans"
}

TEST_CASE("an unknown column is found nowhere, and its label is its name") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  CHECK(!catalogue.find("no_such_column"));
  CHECK(catalogue.entry("no_such_column").label.fr == "no_such_column");
  CHECK(!catalogue.entry("no_such_column").change);
  CHECK(!catalogue.group_of("no_such_column"));
  CHECK(!catalogue.find("no_such_column_mean"));  // a statistic of what is not known is not known either
  CHECK(!catalogue.find(""));
}

TEST_CASE("an ending and a beginning take their words from the column they name") {
  const ColumnCatalogue catalogue = catalogue_of(
      "\"*_sum\" = { decimals = 2 }\n\"past_*\" = { keeps = \"units\", actionable = \"no\" }\n"
      "\"*_count\" = { keeps = \"nothing\" }\nlate = { factor = 2.0, actionable = \"down\" }\n",
      "[late]\nlabel = \"Late\"\nunit = \"days\"\nreason_high = \"Late.\"\ndescription = \"Days.\"\n"
      "[\"*_sum\"]\nlabel = \"{*} (sum)\"\ndescription = \"Sum: {*}\"\n[\"past_*\"]\nlabel = \"{*}, past\"\n"
      "[\"*_count\"]\nlabel = \"{*} (count)\"\n",
      "");
  const ColumnEntry sum = catalogue.entry("late_sum");
  CHECK(sum.label.en == "Late (sum)");
  CHECK(sum.description.en == "Sum: Days.");
  CHECK(sum.unit.en == "days");
  CHECK(sum.factor == 2.0);
  CHECK(sum.decimals == 2);
  CHECK(sum.reason_high.en == "Late.");
  CHECK(sum.change == Changeability::Down);
  const ColumnEntry past = catalogue.entry("past_late_sum");  // the longest ending first, then the beginning
  CHECK(past.label.en == "Late, past (sum)");
  CHECK(past.unit.en == "days");
  CHECK(past.reason_high.en.empty());
  CHECK(past.change == Changeability::No);
  const ColumnEntry count = catalogue.entry("late_count");
  CHECK(count.label.en == "Late (count)");
  CHECK(count.unit.en.empty());
  CHECK(count.factor == 1.0);
}

TEST_CASE("the least of negative days is the longest time") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  CHECK(catalogue.entry("bureau_DAYS_ENDDATE_FACT_max").label.en == "Time since credits elsewhere ended (lowest)");
  CHECK(catalogue.entry("bureau_DAYS_CREDIT_ENDDATE_max").label.en == "Time left of credits elsewhere (highest)");
  CHECK(catalogue.entry("client_installments_DAYS_INSTALMENT_min_max").label.fr ==
        "Temps depuis les échéances dues (maximum le plus bas d'un crédit)");
}

TEST_CASE("an indicator is named by its category, and with its like it is a group") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  const ColumnEntry realtor = catalogue.entry("application_ORGANIZATION_TYPE_Realtor_sum");
  CHECK(realtor.label.en == "Employer's sector: estate agency");
  CHECK(realtor.label.fr == "Secteur de l'employeur : agence immobilière");
  CHECK(realtor.values.at("1").fr == "oui");
  CHECK(realtor.change == Changeability::No);  // an indicator cannot change alone
  const auto group = catalogue.group_of("application_ORGANIZATION_TYPE_Industrytype9_sum");
  REQUIRE(group);
  CHECK(group->pattern == "application_ORGANIZATION_TYPE_*_sum");
  CHECK(group->column == "ORGANIZATION_TYPE");
  CHECK(group->label.en == "Employer's sector");
  CHECK(group->category == "Industry: type 9");
  CHECK(group->category_words.fr == "industrie, type 9");
  CHECK(catalogue.group_of("application_ORGANIZATION_TYPE_Realtor_sum")->pattern == group->pattern);
  CHECK(!catalogue.group_of("application_AMT_CREDIT_mean"));
  CHECK(!catalogue.find("application_ORGANIZATION_TYPE_Circus_sum"));  // no category that is known
}

TEST_CASE("the mean of an indicator is a share, its sum a number") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  const ColumnEntry share = catalogue.entry("previous_NAME_GOODS_CATEGORY_Computers_mean");
  CHECK(share.label.en == "Goods of earlier loans: computers (share)");
  CHECK(share.percent);
  CHECK(share.values.empty());
  const ColumnEntry number = catalogue.entry("bureau_CREDIT_TYPE_Mortgage_sum");
  CHECK(number.label.fr == "Type des crédits ailleurs : crédit hypothécaire (nombre)");
  CHECK(!number.percent);
  CHECK(catalogue.group_of("previous_NAME_GOODS_CATEGORY_Computers_mean")->label.en ==
        "Goods of earlier loans (share)");
  CHECK(catalogue.group_of("client_cash_NAME_CONTRACT_STATUS_Returned_to_the_store_sum_sum")->pattern ==
        "client_cash_NAME_CONTRACT_STATUS_*_sum_sum");
}

TEST_CASE("numbered names have their number in every text") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  CHECK(catalogue.entry("FLAG_DOCUMENT_18").label.en == "Document 18 provided");
  CHECK(contains(catalogue.entry("EXT_SOURCE_2").reason_low.fr, "n° 2 "));
  CHECK(catalogue.entry("EXT_SOURCE_3_y").label.en == "External credit score no. 3");
  CHECK(!catalogue.find("FLAG_DOCUMENT_X"));
  CHECK(!catalogue.find("FLAG_DOCUMENT_12345"));
}

TEST_CASE("a directory changes what it names, field by field, and leaves the rest") {
  const test::TemporaryDirectory directory;
  directory.write("columns.toml",
                  "[DAYS_BIRTH]\ndecimals = 0\n[CREDIT_TERM]\npercent = false\n[mine]\nprotected = true\n");
  directory.write("reasons.fr.toml", "[AMT_CREDIT]\nunit = \"€\"\n[APARTMENTS_AVG]\nlabel = \"Mon immeuble\"\n");
  ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  const ColumnEntry before = catalogue.entry("APARTMENTS_AVG");
  catalogue.merge_directory(directory.path());
  const ColumnEntry birth = catalogue.entry("DAYS_BIRTH");
  CHECK(birth.decimals == 0);
  CHECK(birth.factor < 0.0);
  CHECK(birth.is_protected);
  CHECK(birth.label.fr == "Âge");
  CHECK(!catalogue.entry("CREDIT_TERM").percent);
  CHECK(catalogue.entry("mine").is_protected);
  CHECK(catalogue.entry("AMT_CREDIT").unit.fr == "€");
  CHECK(catalogue.entry("AMT_CREDIT").label.en == "Amount of the loan");
  const ColumnEntry flats = catalogue.entry("APARTMENTS_AVG");  // known through a pattern until now
  CHECK(flats.label.fr == "Mon immeuble");
  CHECK(flats.label.en == before.label.en);
  CHECK(flats.reason.fr == before.reason.fr);
}

TEST_CASE("a directory that cannot be used changes nothing") {
  const test::TemporaryDirectory directory;
  ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  CHECK(contains(test::message_of([&] { catalogue.merge_directory(directory.path()); }),
                 "none of columns.toml, reasons.en.toml and reasons.fr.toml is there"));
  CHECK(test::kind_of([&] { catalogue.merge_directory(directory.file("none")); }) == 3);
  directory.write("columns.toml", "[AMT_CREDIT]\nprotected = true\n");
  directory.write("reasons.en.toml", "[AMT_CREDIT]\nlabel = 1\n");
  CHECK(contains(test::message_of([&] { catalogue.merge_directory(directory.path()); }),
                 "reasons.en.toml, row 2, column 9: 'AMT_CREDIT.label': expected a text in quotes"));
  CHECK(!catalogue.entry("AMT_CREDIT").is_protected);
  directory.write("reasons.en.toml", std::string((1 << 20) + 1, '#'));
  CHECK(contains(test::message_of([&] { catalogue.merge_directory(directory.path()); }), "larger than the limit"));
}

TEST_CASE("descriptions of a data dictionary serve columns that have none") {
  const test::TemporaryDirectory directory;
  ColumnCatalogue catalogue = catalogue_of("", "[a]\nlabel = \"A\"\n[b]\ndescription = \"Ours.\"\n", "");
  catalogue.add_descriptions(directory.write("d.csv", "column,description\na,Their <b>a\nb,Theirs\nc,Their c\n"));
  CHECK(catalogue.entry("a").description.fr == "Their <b>a");
  CHECK(catalogue.entry("a").description_is_data);
  CHECK(catalogue.entry("b").description.en == "Ours.");
  CHECK(!catalogue.entry("b").description_is_data);
  CHECK(catalogue.entry("c").label.en == "c");
  CHECK(catalogue.find("c")->description.en == "Their c");
}

TEST_CASE("Home Credit's own dictionary can be read" * test::needs_shared()) {
  const auto path = test::shared_file("data/home_credit/HomeCredit_columns_description.csv");
  ColumnCatalogue catalogue;
  catalogue.add_descriptions(path);
  CHECK(catalogue.entry("AMT_CREDIT").description.en == "Credit amount of the loan");
  CHECK(catalogue.entry("AMT_ANNUITY").description.en == "Loan annuity");  // not that of bureau.csv
  CHECK(catalogue.entry("CREDIT_ACTIVE").description.en == "Status of the Credit Bureau (CB) reported credits");
  CHECK(catalogue.entry("CREDIT_TERM").description_is_data);
}

TEST_CASE("a name that fits many patterns many times over is given up soon") {
  const ColumnCatalogue catalogue = ColumnCatalogue::built_in();
  std::string name = "AMT_CREDIT";
  for (int i = 0; i < 120; ++i) name += i % 2 == 0 ? "_sum" : "_max";
  const auto start = std::chrono::steady_clock::now();
  CHECK(!catalogue.find(name));
  CHECK(!catalogue.find(name + std::string(1'000'000, 'x')));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("files cut anywhere or garbled are read or refused in words, never worse") {
  const std::string facts = test::read(P8_SOURCE_DIR "/configs/columns.toml");
  const std::string words = test::read(P8_SOURCE_DIR "/configs/reasons.fr.toml");
  Random random(3);
  const test::TemporaryDirectory directory;
  std::size_t refused = 0;
  for (int i = 0; i < 150; ++i) {
    std::string bytes = i % 2 == 0 ? facts : words;
    bytes.resize(random.below(bytes.size()));
    for (std::uint64_t k = i % 3 == 0 ? 0 : 1 + random.below(3); k > 0 && !bytes.empty(); --k) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    }
    directory.write(i % 2 == 0 ? "columns.toml" : "reasons.fr.toml", bytes);
    ColumnCatalogue catalogue;
    const int kind = test::kind_of([&] { catalogue.merge_directory(directory.path()); });
    CHECK((kind == 0 || kind == 3));
    refused += kind == 3 ? 1 : 0;
  }
  CHECK(refused > 50);
}
