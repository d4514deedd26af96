#include "p8/vision/dataset/thumbnails.h"

#include <optional>

#include "p8/base/error.h"
#include "p8/base/parallel.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/image/model_square.h"

namespace p8 {

std::map<std::string, Thumbnail> read_thumbnails(const std::vector<std::string>& paths, const DecodeOptions& decode,
                                                 int threads) {
  std::vector<std::optional<Thumbnail>> read(paths.size());
  parallel_for(paths.size(), threads, [&](std::size_t i) {
    ImageItem item;
    item.image = paths[i];
    item.path = paths[i];
    try {
      read[i] = thumbnail(whole_image(read_image_file(item, decode.max_bytes), paths[i], decode));
    } catch (const Error&) {
      // It was readable when it was encoded; the page says in words what it would show.
    }
  });
  std::map<std::string, Thumbnail> thumbnails;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (read[i]) thumbnails.emplace(paths[i], std::move(*read[i]));
  }
  return thumbnails;
}

}  // namespace p8
