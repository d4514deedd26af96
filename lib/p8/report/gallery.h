#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/table.h"

namespace p8::report {

/// A small picture with what is to be said of it.
struct Picture {
  std::string bytes;  ///< a JPEG or PNG file, told apart by its first bytes; anything else: a box with the alt text
  int width = 0, height = 0;   ///< px; the page keeps the room free before the picture is decoded
  Text alt;                    ///< what is to be seen, for who cannot see it
  Text title;                  ///< under the picture
  std::optional<Badge> badge;  ///< under the title: "taken for Computers"
  Text note;                   ///< one short line; empty: none
};

/// Captioned pictures beside each other, as many as there is room for.
struct Gallery {
  Text caption;
  std::vector<Picture> pictures;
};

}  // namespace p8::report
