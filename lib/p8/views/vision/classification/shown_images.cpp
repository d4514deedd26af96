#include "p8/views/vision/classification/shown_images.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

double confidence(const ImagePrediction& image) {
  return image.p.empty() ? 0.0 : *std::max_element(image.p.begin(), image.p.end());
}

template <typename Predicate>
std::vector<std::size_t> chosen(const Classification& classification, const Predicate& predicate) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < classification.images.size(); ++i) {
    if (predicate(classification.images[i])) indices.push_back(i);
  }
  return indices;
}

void sort_surest_first(std::vector<std::size_t>& indices, const Classification& classification) {
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) {
    return confidence(classification.images[a]) > confidence(classification.images[b]);
  });
}

void keep(std::vector<std::size_t>& indices, std::size_t most) { indices.resize(std::min(most, indices.size())); }

/// Sorted by how many of the same predicted class are surer, so that no class fills the gallery.
std::vector<std::size_t> class_by_class(std::vector<std::size_t> indices, const Classification& classification,
                                        std::size_t most) {
  sort_surest_first(indices, classification);
  std::vector<std::size_t> seen(classification.classes.size(), 0);
  std::vector<std::pair<std::size_t, std::size_t>> ranked;
  ranked.reserve(indices.size());
  for (const std::size_t index : indices) ranked.emplace_back(seen[*classification.images[index].predicted]++, index);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  keep(indices, most);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = ranked[i].second;
  return indices;
}

Picture picture_of(const Classification& classification, const ImagePrediction& image, const Thumbnails& thumbnails) {
  const auto name_of = [&](std::size_t index) { return user_text(classification.classes[index]); };
  const Text file = user_text(file_name(image.image));
  const double sure = confidence(image);
  const Number p{sure, percent(sure < 0.995 ? 0 : 1)};  // 99.7% is not 100%
  Picture picture;
  if (const auto found = thumbnails.find(image.path); found != thumbnails.end()) {
    picture.bytes = found->second.jpeg;
    picture.width = static_cast<int>(found->second.width);
    picture.height = static_cast<int>(found->second.height);
  }
  picture.title = file;
  if (!image.predicted) {
    const auto best = static_cast<std::size_t>(std::max_element(image.p.begin(), image.p.end()) - image.p.begin());
    picture.alt = text("{0}: no answer; most probable class: {1}, {2}",
                       "{0} : sans réponse ; classe la plus probable : « {1} », {2}", file, name_of(best), p);
    picture.badge = Badge{Tone::Warning, {"not answered", "sans réponse"}};
    picture.note = text("{0}: {1}", "{0} : {1}", name_of(best), p);
  } else if (!image.label) {
    picture.alt = text("{0}: classified as {1}, {2} sure", "{0} : classée « {1} », sûr à {2}", file,
                       name_of(*image.predicted), p);
    picture.badge = Badge{Tone::Neutral, name_of(*image.predicted)};
    picture.note = text("{0} sure", "sûr à {0}", p);
  } else if (image.label == image.predicted) {
    picture.alt = text("{0}: correctly classified as {1}, {2} sure", "{0} : bien classée « {1} », sûr à {2}", file,
                       name_of(*image.predicted), p);
    picture.badge = Badge{Tone::Accepted, name_of(*image.predicted)};
    picture.note = text("{0} sure", "sûr à {0}", p);
  } else {
    picture.alt =
        text("{0}: labelled {1}, classified as {2}, {3} sure", "{0} : étiquetée « {1} », classée « {2} », sûr à {3}",
             file, name_of(*image.label), name_of(*image.predicted), p);
    picture.badge = Badge{Tone::Refused, name_of(*image.predicted)};
    picture.note = text("{0} sure; label: {1}", "sûr à {0} ; étiquette : {1}", p, name_of(*image.label));
  }
  return picture;
}

}  // namespace

std::vector<std::size_t> shown_mistakes(const Classification& classification, std::size_t most) {
  std::vector<std::size_t> indices = chosen(classification, [](const ImagePrediction& image) {
    return image.label && image.predicted && image.label != image.predicted;
  });
  sort_surest_first(indices, classification);
  keep(indices, most);
  return indices;
}

std::vector<std::size_t> shown_right(const Classification& classification, std::size_t most) {
  return class_by_class(
      chosen(classification,
             [](const ImagePrediction& image) { return image.label && image.label == image.predicted; }),
      classification, most);
}

std::vector<std::size_t> shown_surest(const Classification& classification, std::size_t most) {
  return class_by_class(
      chosen(classification, [](const ImagePrediction& image) { return !image.label && image.predicted; }),
      classification, most);
}

std::vector<std::size_t> shown_least_sure(const Classification& classification, std::size_t most) {
  std::vector<std::size_t> indices =
      chosen(classification, [](const ImagePrediction& image) { return !image.label && !image.p.empty(); });
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) {
    return confidence(classification.images[a]) < confidence(classification.images[b]);
  });
  keep(indices, most);
  return indices;
}

bool has_labels(const Classification& classification) {
  return std::any_of(classification.images.begin(), classification.images.end(),
                     [](const ImagePrediction& image) { return image.label.has_value(); });
}

std::vector<std::string> pictured_paths(const Classification& classification) {
  using Selection = std::vector<std::size_t> (*)(const Classification&, std::size_t);
  const bool labelled = has_labels(classification);
  std::set<std::string> paths;
  for (const Selection shown :
       {labelled ? Selection{shown_mistakes} : shown_surest, labelled ? Selection{shown_right} : shown_least_sure}) {
    for (const std::size_t index : shown(classification, kImagesShown)) {
      paths.insert(classification.images[index].path);
    }
  }
  return {paths.begin(), paths.end()};
}

Gallery gallery_of(const Classification& classification, const std::vector<std::size_t>& images,
                   const Thumbnails& thumbnails, const Text& caption) {
  Gallery gallery{caption, {}};
  for (const std::size_t index : images) {
    gallery.pictures.push_back(picture_of(classification, classification.images[index], thumbnails));
  }
  return gallery;
}

}  // namespace p8::views
