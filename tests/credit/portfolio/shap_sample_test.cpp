#include "p8/credit/portfolio/shap_sample.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "oracles/difference_model.h"
#include "support/temporary.h"

using namespace p8;

namespace {

struct Setup {
  Model model = test::difference_model();
  Population population;

  explicit Setup(int rows) {
    const test::TemporaryDirectory directory;
    std::string csv = "a,b\n";
    for (int i = 0; i < rows; ++i) csv += std::to_string(i) + "," + std::to_string(i % 3) + "\n";
    CsvReader file(directory.write("f.csv", csv));
    population = read_population(model, file, {}, 2, [](double) {});
  }
};

}  // namespace

TEST_CASE("all clients are taken where they are few, with their contributions and means") {
  const Setup setup(4);  // a: 0 1 2 3, -b: 0 -1 -2 0
  const ShapSample sample = sample_contributions(*setup.model.scorer, setup.population, 10, 1, 2);
  CHECK(sample.rows == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK(sample.at(2, 0) == 2.0);
  CHECK(sample.at(2, 1) == -2.0);
  CHECK(sample.mean == std::vector<double>{1.5, -0.75});
  CHECK(sample.mean_absolute == std::vector<double>{1.5, 0.75});
}

TEST_CASE("of many a sample is drawn without repetition, by the seed and not by the threads") {
  const Setup setup(5000);
  const ShapSample sample = sample_contributions(*setup.model.scorer, setup.population, 1200, 7, 1);
  REQUIRE(sample.rows.size() == 1200);
  CHECK(std::is_sorted(sample.rows.begin(), sample.rows.end()));
  CHECK(std::set<std::size_t>(sample.rows.begin(), sample.rows.end()).size() == 1200);
  CHECK(sample.mean[0] == doctest::Approx(2499.5).epsilon(0.05));  // uniform over all rows
  const ShapSample again = sample_contributions(*setup.model.scorer, setup.population, 1200, 7, 3);
  CHECK(again.rows == sample.rows);
  CHECK(again.contributions == sample.contributions);
  CHECK(sample_contributions(*setup.model.scorer, setup.population, 1200, 8, 1).rows != sample.rows);
}
