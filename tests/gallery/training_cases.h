#pragma once

#include "gallery/zeroshot_case.h"
#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/training/compare_page.h"
#include "p8/views/vision/training/finetune_page.h"
#include "p8/views/vision/training/pretrain_page.h"

/// Made-up runs of the commands that train and compare.
namespace p8::test {

/// A run of `p8 finetune` on 210 test photos.
struct FinetuneCase {
  FinetuneResult result;
  ClassifierMetrics figures;
  views::Thumbnails thumbnails;
  RunRecord record;

  FinetuneCase();
  report::Page page() const;
};

/// A training from nothing on 950 photos of two sources, one of which has no name; of CLIP or of VGG16.
struct PretrainCase {
  PretrainingResult result;
  RunRecord record;

  explicit PretrainCase(bool of_clip);
  report::Page page() const;
};

/// A run of `p8 predict` with or without labels.
report::Page predict_case_page(bool labelled);

/// What a made-up study looks like.
struct CompareOptions {
  std::vector<std::string> classes = ZeroshotOptions().classes;
  std::vector<std::string> names = {"zero-shot", "clip-head", "vgg16", "contrastive"};
  std::vector<double> error_rates = {0.45, 0.1, 0.2, 0.12};
  std::size_t photos = 210;
  std::size_t repeats = 3;  ///< of each training
  bool with_thumbnails = true;
};

/// A comparison with everything that its page is made from.
struct CompareCase {
  Comparison comparison;
  views::Thumbnails thumbnails;
  RunRecord record;

  explicit CompareCase(const CompareOptions& options);
  report::Page page() const;
};

}  // namespace p8::test
