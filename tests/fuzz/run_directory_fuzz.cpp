// The files of a finished run, run.json, metrics.json, predictions.csv, history.csv and split.csv, separated by
// "\n===\n": read as `p8 compare` and `p8 overview` do, or refused with Error(Data). Seeds: tests/fuzz/run_directory/.
#include <cstddef>
#include <cstdint>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/files/finished_run.h"
#include "p8/vision/classifier/run_directory.h"

using namespace p8;
using fuzz::check;

namespace {

template <typename Read>
void read_or_refuse(Read read) {
  try {
    read();
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Data && !error.message().en.empty() && !error.message().fr.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  std::string rest = fuzz::text_of(data, size);
  for (const char* name : {"run.json", "metrics.json", "predictions.csv", "history.csv", "split.csv"}) {
    scratch.write(name, fuzz::take_part(rest));
  }
  read_or_refuse([] {
    for (const FinishedRun& run : find_finished_runs({scratch.path()})) {
      for (const auto& [name, figure] : run.figures) {
        if (const auto count = run.count(name)) check(static_cast<double>(*count) == figure);
      }
    }
  });
  read_or_refuse([] {
    const RunDirectory run = read_run_directory(scratch.path());
    for (const auto& image : run.test.images) check(image.p.size() == run.test.classes.size());
  });
  return 0;
}
