#include <cstdio>
#include <filesystem>
#include <string>

#include "gallery/lime_case.h"
#include "gallery/overview_case.h"
#include "gallery/training_cases.h"
#include "gallery/zeroshot_case.h"
#include "p8/files/file.h"
#include "p8/report/html/render.h"

namespace {

using p8::test::CompareCase;
using p8::test::CompareOptions;
using p8::test::FinetuneCase;
using p8::test::LimeCase;
using p8::test::LimeCaseOptions;
using p8::test::overview_case_page;
using p8::test::predict_case_page;
using p8::test::PretrainCase;
using p8::test::ZeroshotCase;
using p8::test::ZeroshotOptions;

/// Fifty classes, some of them named by an enemy.
ZeroshotOptions many_classes() {
  ZeroshotOptions options;
  options.classes = {"<script>alert('p8')</script>", "\u202Egnirts desrever", "\u05D0\u05D1\u05D2 \u0645\u0631\u062D",
                     "aVeryLongCategoryWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnAndOnAndOnAndOn", "{0}"};
  while (options.classes.size() < 50) {
    options.classes.push_back("Category number " + std::to_string(options.classes.size()));
  }
  options.abstain_below = 0.15;
  options.with_thumbnails = false;
  options.failed = 60;
  return options;
}

ZeroshotOptions without_labels() {
  ZeroshotOptions options;
  options.classes = {"Watches", "Computers and everything that belongs to them"};
  options.images = 200;
  options.labelled = false;
  options.abstain_below = 0.7;
  options.failed = 0;
  options.with_texts = false;
  return options;
}

ZeroshotOptions nothing_readable() {
  ZeroshotOptions options;
  options.images = 0;
  options.with_texts = false;
  return options;
}

/// Many runs with long names, and classes that no matrix has room for.
CompareOptions many_runs() {
  CompareOptions options;
  options.names = {"zero-shot"};
  options.error_rates = {0.4};
  for (int i = 1; i <= 6; ++i) {
    options.names.push_back("a-training-with-a-name-that-goes-on-for-quite-a-while-" + std::to_string(i));
    options.error_rates.push_back(0.08 * i);
  }
  options.classes = many_classes().classes;
  options.repeats = 1;
  options.with_thumbnails = false;
  return options;
}

/// SHAP's image plots: two photos, three classes side by side, with names that need room.
LimeCaseOptions image_plots() {
  LimeCaseOptions options;
  options.classes = {many_classes().classes[0], many_classes().classes[3], "Watches"};
  options.photos = 2;
  options.per_class = false;
  options.top_labels = 3;
  options.method = p8::ExplainMethod::Shap;
  return options;
}

}  // namespace

/// Writes {zeroshot,many,unlabelled,unreadable,finetune,pretrain,pretrain-vgg16,predict,compare,compare-many,lime,shap,
/// overview,overview-hostile}.{en,fr}.html into the directory given, for tests/web/check_pages.mjs and for the eye.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: p8_vision_gallery DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  for (const auto& [suffix, language] :
       {std::pair{".en.html", p8::Language::English}, std::pair{".fr.html", p8::Language::French}}) {
    const auto write = [&, to = std::string(suffix), in = language](const std::string& name,
                                                                    const ZeroshotOptions& options) {
      p8::write_file((directory / (name + to)).string(), p8::report::render_html(ZeroshotCase(options).page(), in));
    };
    const auto write_page = [&, to = std::string(suffix), in = language](const std::string& name,
                                                                         const p8::report::Page& page) {
      p8::write_file((directory / (name + to)).string(), p8::report::render_html(page, in));
    };
    write("zeroshot", {});
    write("many", many_classes());
    write("unlabelled", without_labels());
    write("unreadable", nothing_readable());
    write_page("finetune", FinetuneCase().page());
    write_page("pretrain", PretrainCase(true).page());
    write_page("pretrain-vgg16", PretrainCase(false).page());
    write_page("predict", predict_case_page(true));
    write_page("compare", CompareCase(CompareOptions()).page());
    write_page("compare-many", CompareCase(many_runs()).page());
    write_page("lime", LimeCase({}).page());
    write_page("shap", LimeCase(image_plots()).page());
    const std::string lime = "lime" + std::string(suffix);
    write_page("overview", overview_case_page(p8::test::every_kind_of_run(), lime));
    write_page("overview-hostile", overview_case_page(p8::test::hostile_runs(), lime));
  }
}
