#include "p8/vision/attribution/lime_run.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/files/file_name.h"
#include "p8/files/npy.h"
#include "p8/vision/attribution/map_pictures.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/dataset/repeated_images.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/image/png_encoder.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxPictureBytes = 1'300'000;  // of a page's pictures; base64 makes them a third larger

/// The class of a photo for the averages.
std::size_t class_of(const ImageItem& item, const double* p, std::size_t classes) {
  if (item.label) return *item.label;
  return static_cast<std::size_t>(std::max_element(p, p + classes) - p);
}

/// All that segments, samples and curves depend on but the photo and the model.
std::string settings_of(const LimeRunOptions& options, const std::vector<std::size_t>& labels) {
  const ImageExplanationOptions& own = options.explanation;
  std::string settings =
      fmt::format("p8 lime 1 {} {} top {} random {} seed {} segments {} {} hide {}", name_of(own.method), own.samples,
                  own.top_labels, own.random_rankings, own.seed, static_cast<int>(options.segments.segmenter),
                  options.segments.count, name_of(options.hide));
  for (const std::size_t label : labels) settings += fmt::format(" label {}", label);
  return settings;
}

/// Adds up photos of one class, to lie below its average map.
struct ImageSum {
  std::size_t side = 0;
  std::size_t count = 0;
  std::vector<double> sums;

  void add(const RgbImage& square) {
    side = square.width;
    sums.resize(square.pixels.size(), 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += square.pixels[i];
    ++count;
  }
  RgbImage mean() const {
    RgbImage image(side, side);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      image.pixels[i] = static_cast<std::uint8_t>(sums[i] / static_cast<double>(count) + 0.5);
    }
    return image;
  }
};

/// What a class's photos give together.
struct ClassSum {
  ImageSum photo;
  std::vector<std::vector<double>> maps;
  std::vector<std::size_t> photos;
  std::vector<Evidence> evidence;
};

Evidence mean_evidence(const std::vector<Evidence>& all) {
  Evidence mean;
  std::vector<Evidence> speaking;
  for (const Evidence& one : all) {
    if (one.regions > 0) speaking.push_back(one);
  }
  if (speaking.empty()) return mean;
  const auto average = [&](double Evidence::*field) {
    double sum = 0.0;
    for (const Evidence& one : speaking) sum += one.*field;
    mean.*field = sum / static_cast<double>(speaking.size());
  };
  mean.regions = speaking.front().regions;
  for (double Evidence::*const field :
       {&Evidence::share, &Evidence::area, &Evidence::x, &Evidence::y, &Evidence::spread}) {
    average(field);
  }
  return mean;
}

/// Explains photos and keeps what pages and tables need of them.
class Explainer {
 public:
  Explainer(ImageClassifier& classifier, const LimeRunOptions& options, const WriteFile& write,
            const std::function<void(double)>& progress, std::size_t photos)
      : classifier_(classifier),
        options_(options),
        write_(write),
        progress_(progress),
        total_(photos),
        sums_(options.per_class > 0 ? classifier.classes.size() : 0) {
    result_.classes = classifier.classes;
    result_.side = classifier.preprocessing.crop;
  }

  void explain(const ImageItem& item, const std::vector<double>& p, const std::optional<std::size_t>& label) {
    throw_if_interrupted();
    try {
      explain_bytes(item, p, label, read_image_file(item, options_.decode.max_bytes));
    } catch (const Error& error) {
      if (options_.strict || error.kind() != ErrorKind::Data) throw;
      result_.failed.push_back({item.image, item.row, reason_without_name(error.message(), item.image)});
    }
    ++done_;
    report(0, 1);
  }

  LimeResult finish() {
    for (std::size_t label = 0; label < sums_.size(); ++label) {
      if (!sums_[label].photos.empty()) average(label);
    }
    return std::move(result_);
  }

 private:
  void explain_bytes(const ImageItem& item, const std::vector<double>& p, const std::optional<std::size_t>& label,
                     const std::string& bytes) {
    const RgbImage square = model_square(bytes, item.image, options_.decode, classifier_.preprocessing);
    const Segments segments = segments_of(square, options_.segments, options_.explanation.seed, options_.threads);
    ExplainedImage photo;
    photo.image = item.image;
    photo.label = item.label;
    photo.p = p;
    photo.sizes = segment_sizes(segments);
    photo.explanation = explanation_of(square, segments, photo.sizes, label, digest_of(bytes).sha256);
    show(square, segments, photo);
    if (label) add_to_class(*label, square, segments, photo);
    result_.photos.push_back(std::move(photo));
  }

  ImageExplanation explanation_of(const RgbImage& square, const Segments& segments,
                                  const std::vector<std::size_t>& sizes, const std::optional<std::size_t>& label,
                                  const std::string& sha256) {
    ImageExplanationOptions own = options_.explanation;
    if (label) own.labels = {*label};
    const std::string model =
        classifier_.identity + "\n" + preprocessing_identity(classifier_.preprocessing, options_.decode);
    const std::string key = explanation_key(sha256, model, settings_of(options_, own.labels));
    if (options_.store != nullptr) {
      std::optional<ImageExplanation> kept = options_.store->find(key);
      if (kept && kept->segments == segments.count) {
        ++result_.kept;
        return std::move(*kept);
      }
    }
    const MaskedImage photo(square, segments, options_.hide, classifier_.preprocessing);
    const std::size_t expected = expected_copies(segments.count);
    MaskedClassifier masked(photo, classifier_, options_.batch,
                            [&](std::size_t encoded) { report(encoded, expected); });
    ImageExplanation explanation = explain_image(masked.function(), sizes, own);
    explanation.encoded = masked.encoded();
    result_.encoded += explanation.encoded;
    if (options_.store != nullptr) options_.store->store(key, explanation);
    return explanation;
  }

  /// For the progress bar: samples and curves.
  std::size_t expected_copies(std::size_t segments) const {
    const std::size_t samples = options_.explanation.samples == 0 ? kMaxSamples / 2 : options_.explanation.samples;
    return samples + 2 * std::min(segments, kCurveSteps) * (1 + options_.explanation.random_rankings);
  }

  void report(std::size_t encoded, std::size_t expected) const {
    if (!progress_) return;
    const double part = std::min(0.99, static_cast<double>(encoded) / static_cast<double>(expected));
    progress_(std::min(1.0, (static_cast<double>(done_) + part) / static_cast<double>(total_)));
  }

  /// Writes the photo's files and makes its pictures.
  void show(const RgbImage& square, const Segments& segments, ExplainedImage& photo) {
    const bool has_room = picture_bytes_ < kMaxPictureBytes;
    if (has_room) {
      photo.photo = small(enlarged(square, picture_factor(square.width)));
      photo.outlines = small(segments_picture(square, segments));
    }
    for (const LabelExplanation& label : photo.explanation.labels) {
      const RgbImage heat = heat_picture(square, segments, label.weights);
      const std::string name = map_file(photo, label.label);
      write_("overlays/" + name + ".png", png_bytes(heat));
      write_("heatmaps/" + name + ".npy",
             npy_bytes(weight_of_pixels(segments, label.weights), {segments.height, segments.width}));
      photo.maps.push_back({has_room ? small(heat) : Thumbnail{}, evidence_of(segments, label.weights)});
    }
  }

  /// IMAGE-CLASS with the image's file name alone, or with its folders where another photo has that name already.
  std::string map_file(const ExplainedImage& photo, std::size_t label) {
    const std::string file = photo.image.substr(photo.image.rfind('/') + 1);
    const bool is_first = owner_of_.emplace(file, photo.image).first->second == photo.image;
    return safe_file_name((is_first ? file : photo.image) + "-" + classifier_.classes[label]);
  }

  Thumbnail small(const RgbImage& picture) {
    Thumbnail made = thumbnail(picture);
    picture_bytes_ += made.jpeg.size();
    return made;
  }

  void add_to_class(std::size_t label, const RgbImage& square, const Segments& segments, const ExplainedImage& photo) {
    ClassSum& sum = sums_[label];
    sum.photo.add(square);
    sum.maps.push_back(map_on_grid(segments, photo.explanation.labels.front().weights));
    sum.evidence.push_back(photo.maps.front().evidence);
    sum.photos.push_back(result_.photos.size());
  }

  void average(std::size_t label) {
    const ClassSum& sum = sums_[label];
    ClassAverage average;
    average.map = class_map(sum.maps, options_.explanation.seed);
    average.map.label = label;
    average.map.photos = sum.photos;
    average.map.evidence = mean_evidence(sum.evidence);
    const RgbImage picture = grid_picture(sum.photo.mean(), average.map.mean, average.map.significant, kMapGrid);
    write_("classes/" + safe_file_name(classifier_.classes[label]) + ".png", png_bytes(picture));
    average.picture = thumbnail(picture);
    result_.averages.push_back(std::move(average));
  }

  ImageClassifier& classifier_;
  const LimeRunOptions& options_;
  const WriteFile& write_;
  const std::function<void(double)>& progress_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t picture_bytes_ = 0;
  std::map<std::string, std::string> owner_of_;  // a file name's first image
  std::vector<ClassSum> sums_;                   // (C)
  LimeResult result_;
};

}  // namespace

std::vector<ChosenImage> chosen_images(const ImageSet& set, const EmbeddedImages& images,
                                       const std::vector<double>& probabilities, std::size_t classes,
                                       const LimeRunOptions& options) {
  std::vector<ChosenImage> chosen;
  if (options.per_class == 0) {
    for (std::size_t row = 0; row < images.items.size(); ++row) chosen.push_back({row, std::nullopt});
    return chosen;
  }
  std::vector<std::vector<std::size_t>> rows(classes);
  const std::vector<std::int64_t> numbers = image_numbers(set);
  std::set<std::pair<std::size_t, std::int64_t>> known;  // a photo in two rows represents its class once
  for (std::size_t row = 0; row < images.items.size(); ++row) {
    const ImageItem& item = set.items[images.items[row]];
    if (set.has_labels && !item.label) continue;
    const std::size_t label = class_of(item, probabilities.data() + row * classes, classes);
    if (known.emplace(label, numbers[images.items[row]]).second) rows[label].push_back(row);
  }
  const UnitVectors vectors = unit_vectors(images.values, images.width);
  for (std::size_t label = 0; label < classes; ++label) {
    for (const std::size_t row : medoids(vectors, rows[label], options.per_class, options.explanation.seed)) {
      chosen.push_back({row, label});
    }
  }
  return chosen;
}

LimeResult explain_images(const ImageSet& set, const EmbeddedImages& images, ImageClassifier& classifier,
                          const LimeRunOptions& options, const WriteFile& write,
                          const std::function<void(double)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t classes = classifier.classes.size();
  const std::vector<double> probabilities =
      images.items.empty() ? std::vector<double>{} : classifier.probabilities(images.values);
  const std::vector<ChosenImage> chosen = chosen_images(set, images, probabilities, classes, options);
  Explainer explainer(classifier, options, write, progress, chosen.size());
  for (const ChosenImage& photo : chosen) {
    const auto first = probabilities.begin() + static_cast<std::ptrdiff_t>(photo.row * classes);
    explainer.explain(set.items[images.items[photo.row]], {first, first + static_cast<std::ptrdiff_t>(classes)},
                      photo.label);
  }
  LimeResult result = explainer.finish();
  result.failed.insert(result.failed.begin(), images.failed.begin(), images.failed.end());
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace p8
