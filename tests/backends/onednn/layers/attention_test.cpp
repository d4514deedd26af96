#include "p8/backends/onednn/layers/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/instruction_set.h"
#include "p8/base/random.h"

namespace p8::engine {

namespace {

/// The definition, in double precision.
std::vector<double> attended(const AttentionHead& head) {
  std::vector<double> out(head.query_count * head.width);
  for (std::size_t q = 0; q < head.query_count; ++q) {
    const std::size_t seen = head.key_count - (head.is_causal ? head.query_count - 1 - q : 0);
    std::vector<double> weights(seen);
    double sum = 0.0;
    for (std::size_t k = 0; k < seen; ++k) {
      double score = 0.0;
      for (std::size_t i = 0; i < head.width; ++i) {
        score += static_cast<double>(head.queries[q * head.query_stride + i]) * head.keys[k * head.key_stride + i];
      }
      weights[k] = std::exp(score / std::sqrt(static_cast<double>(head.width)));
      sum += weights[k];
    }
    for (std::size_t k = 0; k < seen; ++k) {
      for (std::size_t i = 0; i < head.width; ++i) {
        out[q * head.width + i] += weights[k] / sum * head.values[k * head.key_stride + i];
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("attention is what its definition says, for every width and number of tokens, causal or not") {
  if (instruction_set() == InstructionSet::Baseline) return;
  Random random(3);
  for (const std::size_t width : {1, 9, 16, 24, 64, 80}) {
    for (const std::size_t tokens : {1, 2, 6, 7, 17, 50, 77, 257}) {
      for (const bool is_causal : {false, true}) {
        CAPTURE(width);
        CAPTURE(tokens);
        CAPTURE(is_causal);
        std::vector<float> rows(tokens * 3 * width), out(tokens * width);
        for (float& number : rows) number = static_cast<float>(4.0 * random.uniform() - 2.0);
        AttentionHead head;
        head.queries = rows.data();
        head.keys = rows.data() + width;
        head.values = rows.data() + 2 * width;
        head.query_stride = head.key_stride = 3 * width;
        head.query_count = head.key_count = tokens;
        head.width = head.out_stride = width;
        head.is_causal = is_causal;
        head.out = out.data();
        std::vector<float> scratch(attention_scratch(width, tokens));
        attend(head, scratch.data());
        const std::vector<double> expected = attended(head);
        double largest = 0.0;
        for (std::size_t i = 0; i < out.size(); ++i) {
          const double difference = std::abs(static_cast<double>(out[i]) - expected[i]);
          largest = std::isnan(difference) ? INFINITY : std::max(largest, difference);
        }
        CHECK(largest <= 2e-6);
      }
    }
  }
}

TEST_CASE("an enormous key takes all the attention") {
  if (instruction_set() == InstructionSet::Baseline) return;
  std::vector<float> keys = {0.0F, 0.0F, 1000.0F, 0.0F}, values = {1.0F, 2.0F, 3.0F, 4.0F};
  const float query = 1.0F;
  float out = 0.0F;
  std::vector<float> scratch(attention_scratch(1, 4));
  attend({&query, keys.data(), values.data(), 1, 1, 1, 4, 1, false, &out, 1, Numbers::Float}, scratch.data());
  CHECK(out == doctest::Approx(3.0));
}

}  // namespace p8::engine
