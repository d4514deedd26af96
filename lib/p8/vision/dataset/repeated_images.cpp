#include "p8/vision/dataset/repeated_images.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr std::size_t kImagesNamed = 5;
constexpr std::size_t kItemsNamed = 4;  // of each photo

void append(Text& words, const Text& more) {
  words.en += more.en;
  words.fr += more.fr;
}

Text item_in_words(const ImageSet& set, const ImageItem& item) {
  const std::string image = printable(item.image, 60), label = printable(set.classes[*item.label], 40);
  if (item.row == 0) return text("'{0}' is '{1}'", "« {0} » est « {1} »", image, label);
  return text("'{0}' (row {2}) is '{1}'", "« {0} » (ligne {2}) est « {1} »", image, label, item.row);
}

}  // namespace

std::vector<std::int64_t> image_numbers(const ImageSet& set) {
  std::vector<std::int64_t> numbers;
  std::unordered_map<std::string, std::int64_t> number_of;
  std::int64_t next = 0;
  for (const ImageItem& item : set.items) {
    const bool is_new = item.path.empty() || number_of.emplace(item.path, next).second;
    numbers.push_back(is_new ? next++ : number_of.at(item.path));
  }
  return numbers;
}

std::vector<std::vector<std::size_t>> contradictory_images(const ImageSet& set, const EmbeddedImages& images) {
  std::vector<std::vector<std::size_t>> photos;
  std::unordered_map<std::string, std::size_t> photo_of;
  for (std::size_t row = 0; row < images.items.size(); ++row) {
    const std::size_t item = images.items[row];
    if (!set.items[item].label) continue;
    const auto [photo, is_new] = photo_of.emplace(images.sha256[row], photos.size());
    if (is_new) photos.emplace_back();
    photos[photo->second].push_back(item);
  }
  const auto agrees = [&](const std::vector<std::size_t>& items) {
    return std::all_of(items.begin(), items.end(),
                       [&](std::size_t item) { return set.items[item].label == set.items[items.front()].label; });
  };
  photos.erase(std::remove_if(photos.begin(), photos.end(), agrees), photos.end());
  return photos;
}

Text contradictions_in_words(const ImageSet& set, const std::vector<std::vector<std::size_t>>& photos) {
  Text words;
  for (std::size_t i = 0; i < std::min(kImagesNamed, photos.size()); ++i) {
    if (i > 0) append(words, {"; ", " ; "});
    for (std::size_t k = 0; k < std::min(kItemsNamed, photos[i].size()); ++k) {
      if (k > 0) append(words, same(", "));
      append(words, item_in_words(set, set.items[photos[i][k]]));
    }
    if (photos[i].size() > kItemsNamed) append(words, same(", …"));
  }
  if (photos.size() > kImagesNamed) append(words, same("…"));
  return words;
}

}  // namespace p8
