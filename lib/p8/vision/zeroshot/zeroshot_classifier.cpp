#include "p8/vision/zeroshot/zeroshot_classifier.h"

#include <algorithm>
#include <set>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/parallel.h"
#include "p8/vision/classifier/temperature.h"
#include "p8/vision/dataset/repeated_images.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/embedding/text_embeddings.h"
#include "p8/vision/zeroshot/retrieval.h"

namespace p8 {

namespace {

constexpr double kNoDescription = -1.0;  // the lowest cosine: a class without a description of another product

/// Encodes texts and keeps account of those that were too long.
class TextReader {
 public:
  TextReader(ClipModel& model, const ZeroshotOptions& options, const EmbedProgress& progress, ZeroshotResult& result)
      : model_(model), options_(options), progress_(progress), result_(result) {}

  /// @param owner  whose text each is.
  UnitVectors read(const std::vector<std::string>& texts, const std::function<std::string(std::size_t)>& owner) {
    EmbedTextOptions embedding;
    embedding.long_text = options_.long_text;
    embedding.batch = options_.batch;
    embedding.cache = options_.cache;
    embedding.encoder = model_.identity;
    const EmbeddedTexts embedded = embed_texts(texts, model_.tokenizer, *model_.encoders.text, embedding, progress_);
    for (const LongTextIndex& found : embedded.long_texts) {
      result_.long_texts.push_back({owner(found.text), found.tokens});
    }
    result_.texts += texts.size();
    return unit_vectors(embedded.values, embedded.width);
  }

 private:
  ClipModel& model_;
  const ZeroshotOptions& options_;
  const EmbedProgress& progress_;
  ZeroshotResult& result_;
};

/// The descriptions of photos that could be read.
struct Descriptions {
  std::vector<std::size_t> rows;  // of the photos' embeddings
  UnitVectors vectors;
};

Descriptions read_descriptions(const ImageSet& set, const EmbeddedImages& images, TextReader& reader) {
  Descriptions descriptions;
  std::vector<std::string> texts;
  for (std::size_t row = 0; row < images.items.size(); ++row) {
    const std::string& text = set.items[images.items[row]].text;
    if (text.empty()) continue;
    descriptions.rows.push_back(row);
    texts.push_back(text);
  }
  if (texts.empty()) return descriptions;
  descriptions.vectors =
      reader.read(texts, [&](std::size_t text) { return set.items[images.items[descriptions.rows[text]]].image; });
  return descriptions;
}

UnitVectors chosen_rows(const UnitVectors& vectors, const std::vector<std::size_t>& rows) {
  UnitVectors chosen{vectors.width, {}};
  for (const std::size_t row : rows) {
    chosen.values.insert(chosen.values.end(), vectors.row(row), vectors.row(row) + vectors.width);
  }
  return chosen;
}

/// Photos and their descriptions that look for each other; a pair that is in several rows takes part once. Nothing
/// for fewer than two pairs.
std::optional<Retrieval> retrieval_of(const ImageSet& set, const EmbeddedImages& images, const UnitVectors& photos,
                                      const Descriptions& descriptions, int threads) {
  const std::vector<std::int64_t> numbers = image_numbers(set);
  std::set<std::pair<std::int64_t, std::string>> known;
  std::vector<std::size_t> image_rows, text_rows;
  for (std::size_t j = 0; j < descriptions.rows.size(); ++j) {
    const std::size_t item = images.items[descriptions.rows[j]];
    if (!known.emplace(numbers[item], set.items[item].text).second) continue;
    image_rows.push_back(descriptions.rows[j]);
    text_rows.push_back(j);
  }
  if (image_rows.size() < 2) return std::nullopt;
  return retrieve(chosen_rows(photos, image_rows), chosen_rows(descriptions.vectors, text_rows), threads);
}

/// (N, C): the cosine with the best description of each class among those of other products, which other rows of the
/// same photo are not.
std::vector<double> description_scores(const ImageSet& set, const EmbeddedImages& images, const UnitVectors& photos,
                                       const Descriptions& descriptions, int threads) {
  const std::size_t classes = set.classes.size();
  std::vector<double> scores(photos.rows() * classes, kNoDescription);
  const std::vector<std::int64_t> numbers = image_numbers(set);
  parallel_for(photos.rows(), threads, [&](std::size_t i) {
    for (std::size_t j = 0; j < descriptions.rows.size(); ++j) {
      const std::size_t row = descriptions.rows[j];
      const auto& label = set.items[images.items[row]].label;
      if (row == i || !label || numbers[images.items[row]] == numbers[images.items[i]]) continue;
      double& best = scores[i * classes + *label];
      best = std::max(best, cosine(photos.row(i), descriptions.vectors.row(j), photos.width));
    }
  });
  return scores;
}

/// (C, E) the mean direction of each class's descriptions; zeros for a class without any.
UnitVectors class_means(const ImageSet& set, const EmbeddedImages& images, const Descriptions& descriptions) {
  const std::size_t width = descriptions.vectors.width;
  std::vector<float> sums(set.classes.size() * width, 0.0F);
  for (std::size_t j = 0; j < descriptions.rows.size(); ++j) {
    const auto& label = set.items[images.items[descriptions.rows[j]]].label;
    if (!label) continue;
    for (std::size_t k = 0; k < width; ++k) sums[*label * width + k] += descriptions.vectors.row(j)[k];
  }
  return unit_vectors(sums, width);
}

std::size_t described_products(const ImageSet& set, const EmbeddedImages& images, const Descriptions& descriptions) {
  return static_cast<std::size_t>(
      std::count_if(descriptions.rows.begin(), descriptions.rows.end(),
                    [&](std::size_t row) { return set.items[images.items[row]].label.has_value(); }));
}

/// A temperature a row: the model's or the user's, or fitted to the other rows.
std::vector<double> temperatures(const ScoredRows& scored, const ClipModel& model, const ZeroshotOptions& options,
                                 ZeroshotResult& result) {
  result.temperature = options.temperature.value_or(model.encoders.temperature);
  if (!options.calibrate) return std::vector<double>(scored.labels.size(), result.temperature);
  const std::optional<CrossFittedTemperature> fitted = cross_fit_temperature(scored, options.seed);
  if (!fitted) {
    throw data_error("--calibrate needs at least ten labelled images",
                     "--calibrate demande au moins dix images étiquetées");
  }
  result.temperature = fitted->of_all;
  result.calibrated = true;
  result.temperature_at_limit = fitted->at_limit;
  return fitted->of_row;
}

}  // namespace

ZeroshotResult classify_zeroshot(const ImageSet& set, const EmbeddedImages& images, ClipModel& model,
                                 const ZeroshotOptions& options, const EmbedProgress& progress) {
  ZeroshotResult result;
  TextReader reader(model, options, progress, result);
  const UnitVectors photos = unit_vectors(images.values, images.width);
  ScoredRows scored;
  scored.classes = set.classes.size();
  for (const std::size_t item : images.items) scored.labels.push_back(set.items[item].label);

  if (options.strategy == ZeroshotStrategy::Prompts) {
    const ClassSentences prompts = class_sentences(set.classes, options.wording);
    result.prompts = prompts.by_class();
    const UnitVectors classes = mean_directions(
        reader.read(prompts.sentences, [&](std::size_t text) { return set.classes[prompts.class_of(text)]; }),
        prompts.counts);
    scored.scores = cosines(photos, classes, options.threads);
    result.class_similarity = cosines(classes, classes, 1);
  }
  const bool reads_texts = set.has_texts && (options.strategy == ZeroshotStrategy::Descriptions || photos.rows() > 1);
  const Descriptions descriptions = reads_texts ? read_descriptions(set, images, reader) : Descriptions{};
  if (options.strategy == ZeroshotStrategy::Descriptions) {
    if (described_products(set, images, descriptions) < 2) {
      throw data_error("--strategy descriptions: fewer than two readable images have both a label and a description",
                       "--strategy descriptions : moins de deux images lisibles ont une étiquette et une description");
    }
    scored.scores = description_scores(set, images, photos, descriptions, options.threads);
    const UnitVectors means = class_means(set, images, descriptions);
    result.class_similarity = cosines(means, means, 1);
  }
  result.retrieval = retrieval_of(set, images, photos, descriptions, options.threads);

  const std::vector<double> temperature = temperatures(scored, model, options, result);
  Classification& classification = result.classification;
  classification.classes = set.classes;
  classification.failed = images.failed;
  for (std::size_t row = 0; row < images.items.size(); ++row) {
    const ImageItem& item = set.items[images.items[row]];
    std::vector<double> p = softmax(scored.scores.data() + row * scored.classes, scored.classes, temperature[row]);
    const std::optional<std::size_t> chosen = chosen_class(p, options.abstain_below);
    classification.images.push_back({item.image, item.path, item.label, chosen, std::move(p)});
  }
  return result;
}

}  // namespace p8
