#pragma once

#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/classification/zeroshot_page.h"

namespace p8::test {

/// What a made-up run of `p8 zeroshot` looks like.
struct ZeroshotOptions {
  std::vector<std::string> classes = {
      "Baby Care",       "Beauty and Personal Care", "Computers", "Home Decor & Festive Needs",
      "Home Furnishing", "Kitchen & Dining",         "Watches"};
  std::size_t images = 1050;
  bool labelled = true;
  std::optional<double> abstain_below;
  std::size_t failed = 3;
  bool with_thumbnails = true;
  bool with_texts = true;
};

/// A run with everything that its page is made from.
struct ZeroshotCase {
  ZeroshotResult result;
  ClassifierMetrics figures;
  views::Thumbnails thumbnails;
  RunRecord record;
  std::optional<double> images_per_second = 85.1;
  SeenImages seen;
  ZeroshotOptions options;

  explicit ZeroshotCase(const ZeroshotOptions& with);
  report::Page page() const;
};

}  // namespace p8::test
