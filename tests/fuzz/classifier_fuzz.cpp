// Any bytes as the classifier.json beside a good head: refused with Error(Model), or a classifier that is written and
// read back the same. Seeds: tests/fuzz/classifier/.
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/files/file.h"
#include "p8/vision/classifier/classifier_file.h"

using namespace p8;
using fuzz::check;

namespace {

Head small_head() {
  Head head;
  head.kind = HeadKind::Linear;
  head.width = 3;
  head.classes = 2;
  head.output_weight = {1.0F, 0.5F, -1.0F, 0.0F, 2.0F, 1.0F};
  head.output_bias = {0.25F, -0.25F};
  return head;
}

const fuzz::Scratch& folder() {
  static const fuzz::Scratch scratch;
  static const bool is_written = (write_head(scratch.file("head.safetensors"), small_head()), true);
  check(is_written);
  return scratch;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    folder().write("classifier.json", fuzz::text_of(data, size));
    const Classifier classifier = read_classifier(folder().path());
    for (const auto& row : class_probabilities(classifier.head, {0.1F, -3.0F, 8.0F}, 1)) {
      for (const double p : row) check(p >= 0.0 && p <= 1.0);
    }
    const std::string sha256 = digest_of_file(folder().file("head.safetensors")).sha256;
    const std::string json = classifier_json(classifier, sha256);
    folder().write("classifier.json", json);
    const Classifier again = read_classifier(folder().path());
    check(again.decoding.is_assumed || classifier_json(again, sha256) == json);
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Model);
  }
  return 0;
}
