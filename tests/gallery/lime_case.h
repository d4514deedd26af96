#pragma once

#include <string>
#include <vector>

#include "p8/views/vision/lime/lime_page.h"

namespace p8::test {

/// What a made-up run of `p8 lime` looks like.
struct LimeCaseOptions {
  std::vector<std::string> classes = {"Watches", "Computers", "Home Furnishing"};
  std::size_t photos = 6;      ///< two of each class
  bool per_class = true;       ///< averages too
  std::size_t top_labels = 1;  ///< without per_class
  ExplainMethod method = ExplainMethod::Lime;
  std::size_t failed = 1;
};

/// A run with everything that its page is made from. The first photo's map is no better than chance.
struct LimeCase {
  LimeResult result;
  LimeRunOptions options;
  RunRecord record;

  explicit LimeCase(const LimeCaseOptions& options);
  report::Page page() const;
};

}  // namespace p8::test
