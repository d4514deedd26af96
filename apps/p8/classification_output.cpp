#include "p8/classification_output.h"

namespace p8::app {

void warn_of_failed(const std::vector<FailedImage>& failed, std::size_t images, Log& log) {
  if (failed.empty()) return;
  log.warn(text("{} of {} images could not be read, see errors.csv",
                "{} images sur {} n'ont pas pu être lues, voir errors.csv", failed.size(), images));
}

void write_failed(const std::vector<FailedImage>& failed, Run& run, std::vector<std::string>& files) {
  if (failed.empty()) return;
  run.write("errors.csv", errors_csv(failed, run.language()));
  files.emplace_back("errors.csv");
}

void write_classification(const Classification& classification, const ClassificationFigures& figures, Run& run,
                          std::vector<std::string>& files) {
  run.write("predictions.csv", predictions_csv(classification));
  if (figures.labelled > 0) {
    run.write("confusion.csv", confusion_csv(classification));
    files.emplace_back("confusion.csv");
  }
  write_failed(classification.failed, run, files);
}

}  // namespace p8::app
