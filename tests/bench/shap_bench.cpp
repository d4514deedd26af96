// shap_bench BUNDLE CLIENTS.csv ROWS THREADS RUNS: SHAP values of the same clients and trees by p8 and by XGBoost's
// pred_contribs, in turn, with equal threads. Prints JSON: rows a second, the ratio, the largest difference of a value.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <xgboost/c_api.h>

#include "p8/base/parallel.h"
#include "p8/credit/columns/client_table.h"
#include "p8/credit/model/model.h"
#include "p8/files/file.h"

namespace {

void check(int code) {
  if (code == 0) return;
  fmt::print(stderr, "XGBoost: {}\n", XGBGetLastError());
  std::exit(1);
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The clients in blocks as `p8 score` would read them.
std::vector<p8::FeatureBlock> blocks_of(const p8::FeatureBlock& inputs, std::size_t rows) {
  constexpr std::size_t kRows = 512;
  std::vector<p8::FeatureBlock> blocks;
  for (std::size_t first = 0; first < rows; first += kRows) {
    blocks.emplace_back(inputs.features(), std::min(kRows, rows - first));
    for (std::size_t f = 0; f < inputs.features(); ++f) {
      const double* const from = inputs.column(f) + first;
      std::copy(from, from + blocks.back().rows(), blocks.back().column(f));
    }
  }
  return blocks;
}

class XgboostPeer {
 public:
  XgboostPeer(const std::string& file, const p8::FeatureBlock& inputs, std::size_t rows, int threads) {
    std::vector<float> values(rows * inputs.features());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t f = 0; f < inputs.features(); ++f) {
        values[row * inputs.features() + f] = static_cast<float>(inputs.at(f, row));
      }
    }
    check(XGDMatrixCreateFromMat(values.data(), rows, inputs.features(), NAN, &data_));
    check(XGBoosterCreate(nullptr, 0, &booster_));
    check(XGBoosterLoadModel(booster_, file.c_str()));
    check(XGBoosterSetParam(booster_, "nthread", std::to_string(threads).c_str()));
  }
  ~XgboostPeer() {
    XGBoosterFree(booster_);
    XGDMatrixFree(data_);
  }
  XgboostPeer(const XgboostPeer&) = delete;
  XgboostPeer& operator=(const XgboostPeer&) = delete;

  // (rows, features + 1), the base value last.
  const float* contributions() {
    bst_ulong const* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    constexpr const char* kConfig =
        R"({"type": 2, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
    check(XGBoosterPredictFromDMatrix(booster_, data_, kConfig, &shape, &dimensions, &values));
    return values;
  }

 private:
  DMatrixHandle data_ = nullptr;
  BoosterHandle booster_ = nullptr;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: shap_bench BUNDLE CLIENTS.csv ROWS THREADS RUNS\n");
    return 2;
  }
  const std::string bundle = argv[1];
  const std::size_t rows = std::stoul(argv[3]);
  const int threads = std::stoi(argv[4]);
  const p8::Model model = p8::load_model(bundle);
  p8::ClientColumns columns;
  columns.id = model.card.id_column;
  const p8::ClientTable table = p8::read_clients(argv[2], model.card.schema, columns, {threads, rows, 1});
  const p8::FeatureBlock inputs = p8::encode(model.card.schema, table.values);
  const std::vector<p8::FeatureBlock> blocks = blocks_of(inputs, rows);
  XgboostPeer peer(bundle + "/" + p8::kBoosterFile, inputs, rows, threads);

  std::vector<double> own_seconds;
  std::vector<double> peer_seconds;
  std::vector<double> ratios;
  double largest_difference = 0.0;
  for (int run = 0; run < std::stoi(argv[5]); ++run) {
    std::vector<p8::Scores> scores(blocks.size());
    const double start = now();
    p8::parallel_for(blocks.size(), threads, [&](std::size_t b) { scores[b] = model.scorer->score(blocks[b], true); });
    const double middle = now();
    const float* const expected = peer.contributions();
    const double end = now();
    own_seconds.push_back(middle - start);
    peer_seconds.push_back(end - middle);
    ratios.push_back(peer_seconds.back() / own_seconds.back());
    for (std::size_t row = 0; row < rows; ++row) {
      const p8::FeatureBlock& block = blocks[row / 512];
      for (std::size_t f = 0; f < inputs.features(); ++f) {
        const double value = scores[row / 512].contributions[f * block.stride() + row % 512];
        largest_difference =
            std::max(largest_difference, std::abs(value - expected[row * (inputs.features() + 1) + f]));
      }
    }
  }
  fmt::print(
      "{{\"rows\": {}, \"threads\": {}, \"p8_rows_per_second\": {:.0f}, \"pred_contribs_rows_per_second\": {:.0f}, "
      "\"ratio_median\": {:.1f}, \"ratio_min\": {:.1f}, \"largest_difference\": {:.2g}}}\n",
      rows, threads, static_cast<double>(rows) / median(own_seconds), static_cast<double>(rows) / median(peer_seconds),
      median(ratios), *std::min_element(ratios.begin(), ratios.end()), largest_difference);
  return 0;
}
