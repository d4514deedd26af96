// Any bytes: either a forest that scores and explains two rows, or Error(Model). Seeds: tests/fuzz/xgboost_model/.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "p8/base/error.h"
#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/forest_scorer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    const p8::ForestScorer scorer(p8::read_xgboost(bytes, "fuzz"), "fuzz");
    p8::FeatureBlock block(scorer.features().size(), 2);
    for (std::size_t f = 0; f < block.features(); ++f) block.column(f)[1] = 1.5;
    scorer.score(block, true);
  } catch (const p8::Error& error) {
    if (error.kind() != p8::ErrorKind::Model) std::abort();
  }
  return 0;
}
