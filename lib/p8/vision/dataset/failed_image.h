#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/base/text.h"

namespace p8 {

/// An image of the data that could not be read.
struct FailedImage {
  std::string image;    ///< as the data name it
  std::size_t row = 0;  ///< of the CSV file, the header is row 1; 0: the images come from a folder
  Text reason;
};

/// errors.csv: image,row,reason; the row empty where there is none.
std::string errors_csv(const std::vector<FailedImage>& failed, Language language);

}  // namespace p8
