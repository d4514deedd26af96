#include "p8/credit/portfolio/population.h"

#include <cmath>

#include <doctest/doctest.h>

#include "oracles/difference_model.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;

namespace {

Population read(const std::string& csv, const std::vector<std::string>& texts = {}, const std::string& label = {},
                int threads = 2) {
  const test::TemporaryDirectory directory;
  ClientColumns columns{"id", label, "", false};
  columns.texts = texts;
  const Model model = test::difference_model();
  CsvReader file(directory.write("clients.csv", csv));
  return read_population(model, file, columns, threads, [](double) {});
}

}  // namespace

TEST_CASE("a population keeps every client with its values, score and label, in the file's order") {
  const Population population = read("id,a,b,y\nx,1,0,0\ny,0,,1\nz,2,5,0\n", {}, "y");
  REQUIRE(population.rows() == 3);
  CHECK(population.id(0) == "x");
  CHECK(population.id(2) == "z");
  CHECK(population.margins() == std::vector<double>{1.0, 0.0, -3.0});
  CHECK(population.p_default()[1] == 0.5);
  CHECK(population.labels() == std::vector<int>{0, 1, 0});
  CHECK(population.client(2) == std::vector<double>{2.0, 5.0});
  CHECK(std::isnan(population.client(1)[1]));
  CHECK(population.feature(0) == std::vector<double>{1.0, 0.0, 2.0});
  CHECK(population.find("z") == 2);
  CHECK_FALSE(population.find("nobody"));
}

TEST_CASE("many blocks and any number of threads give the same population") {
  std::string csv = "id,a,b\n";
  for (int i = 0; i < 40'000; ++i) csv += "c" + std::to_string(i) + "," + std::to_string(i % 97) + ",0.5\n";
  const Population one = read(csv, {}, {}, 1);
  const Population four = read(csv, {}, {}, 4);
  REQUIRE(one.rows() == 40'000);
  CHECK(one.margins() == four.margins());
  CHECK(four.id(39'999) == "c39999");
  CHECK(four.find("c31234") == 31'234);
  const std::vector<std::size_t> rows = {3, 39'999, 20'000};
  const FeatureBlock gathered = four.gather(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(gathered.at(0, i) == static_cast<double>(rows[i] % 97));
}

TEST_CASE("a further column is of numbers when every cell is, else of sorted categories") {
  const Population population = read("id,a,b,sex,age\n1,0,0,M,30\n2,0,0,,41.5\n3,0,0,F,\n4,0,0,M,7\n", {"sex", "age"});
  const PopulationColumn sex = population.text_column(0);
  CHECK(sex.feature.kind == FeatureKind::Category);
  CHECK(sex.feature.categories == std::vector<std::string>{"F", "M"});
  CHECK(sex.values[0] == 1.0);
  CHECK(std::isnan(sex.values[1]));
  CHECK(sex.values[2] == 0.0);
  const PopulationColumn age = population.text_column(1);
  CHECK(age.feature.name == "age");
  CHECK(age.feature.kind == FeatureKind::Number);
  CHECK(age.values[1] == 41.5);
  CHECK(std::isnan(age.values[2]));
}

TEST_CASE("a repeated id, a missing column and an empty file are said") {
  CHECK(test::message_of([] { read("id,a,b\n7,1,1\n8,1,1\n7,2,2\n"); }).find("row 4: the client of row 2 again") !=
        std::string::npos);
  CHECK(test::message_of([] { read("id,a,b\n7,1,1\n", {"sex"}); }).find("missing columns (1): 'sex'") !=
        std::string::npos);
  CHECK(test::kind_of([] { read("id,a,b\n"); }) == 3);
}
