#include "p8/vision/dataset/failed_image.h"

#include "p8/csv/csv_writer.h"

namespace p8 {

std::string errors_csv(const std::vector<FailedImage>& failed, Language language) {
  std::string csv;
  CsvLine line(csv);
  line.text("image").text("row").text("reason").end();
  for (const FailedImage& image : failed) {
    line.text(image.image);
    image.row > 0 ? line.integer(static_cast<long long>(image.row)) : line.text("");
    line.text(image.reason.in(language)).end();
  }
  return csv;
}

}  // namespace p8
