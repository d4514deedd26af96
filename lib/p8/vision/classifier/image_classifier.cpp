#include "p8/vision/classifier/image_classifier.h"

#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "p8/base/json_digest.h"
#include "p8/files/file.h"
#include "p8/vision/classifier/classifier_file.h"
#include "p8/vision/embedding/clip_model.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/embedding/text_embeddings.h"
#include "p8/vision/image/model_square.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

std::vector<double> head_rows(const Head& head, const std::vector<float>& embeddings, int threads) {
  std::vector<double> rows;
  for (const std::vector<double>& row : class_probabilities(head, embeddings, threads)) {
    rows.insert(rows.end(), row.begin(), row.end());
  }
  return rows;
}

std::vector<double> prompt_rows(const UnitVectors& classes, double temperature, const std::vector<float>& embeddings,
                                int threads) {
  std::vector<double> rows = cosines(unit_vectors(embeddings, classes.width), classes, threads);
  for (std::size_t first = 0; first < rows.size(); first += classes.rows()) {
    const std::vector<double> p = softmax(rows.data() + first, classes.rows(), temperature);
    std::copy(p.begin(), p.end(), rows.begin() + static_cast<std::ptrdiff_t>(first));
  }
  return rows;
}

}  // namespace

bool is_trained_classifier(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::path(path) / kClassifierFile, ignored);
}

ImageClassifier open_trained_classifier(const std::string& directory, const std::optional<BackboneName>& backbone,
                                        const EncoderOptions& options) {
  Classifier trained = read_classifier(directory);
  BackboneOptions loading;
  loading.trained = trained_file(trained, directory);
  loading.encoder = options;
  Backbone loaded = load_backbone(backbone.value_or(trained.backbone), loading);
  require_same_backbone(trained, loaded);
  ImageClassifier classifier;
  classifier.name = std::string(name_of(trained.head.kind)) + " · " + trained.backbone_model;
  classifier.classes = trained.classes;
  classifier.preprocessing = trained.preprocessing;
  classifier.decoding = trained.decoding;
  classifier.image = std::move(loaded.image);
  classifier.encoder_identity = loaded.identity;
  classifier.identity = loaded.identity;
  classifier.device = loaded.device;
  classifier.precision = trained.precision;
  classifier.files = std::move(loaded.files);
  if (trained.is_changed) {
    classifier.warnings.push_back(changed_by_hand((fs::path(directory) / kClassifierFile).string()));
  }
  std::vector<std::string> files = {(fs::path(directory) / kClassifierFile).string(),
                                    (fs::path(directory) / kHeadFile).string()};
  if (!loading.trained.empty()) files.push_back(loading.trained);
  for (const std::string& path : files) {
    classifier.files.push_back({"classifier", path, digest_of_file(path)});
    classifier.identity += " " + classifier.files.back().digest.sha256;
  }
  classifier.probabilities = [head = std::move(trained.head), threads = options.threads](
                                 const std::vector<float>& embeddings) { return head_rows(head, embeddings, threads); };
  return classifier;
}

ImageClassifier open_zeroshot_classifier(const std::string& path, const ZeroshotClasses& classes,
                                         const EncoderOptions& options) {
  const ClassSentences wording = class_sentences(classes.classes, classes.wording);
  ClipModel model = load_clip_model(path, classes.bpe, options);
  EmbedTextOptions embedding;
  embedding.cache = classes.cache;
  embedding.encoder = model.identity;
  const EmbeddedTexts texts = embed_texts(wording.sentences, model.tokenizer, *model.encoders.text, embedding);
  UnitVectors means = mean_directions(unit_vectors(texts.values, texts.width), wording.counts);
  const double temperature = classes.temperature.value_or(model.encoders.temperature);

  ImageClassifier classifier;
  classifier.name = "zero-shot · " + model.name;
  classifier.resizes_first = resizes_first(model.layout);
  classifier.classes = classes.classes;
  classifier.preprocessing = model.preprocessing;
  classifier.image = std::move(model.encoders.image);
  classifier.encoder_identity = model.identity;
  classifier.identity = fmt::format("{} temperature {}", model.identity, temperature);
  for (const std::string& sentence : wording.sentences) classifier.identity += "\n" + sentence;
  classifier.device = model.encoders.device;
  classifier.files = std::move(model.files);
  classifier.probabilities = [means = std::move(means), temperature,
                              threads = options.threads](const std::vector<float>& embeddings) {
    return prompt_rows(means, temperature, embeddings, threads);
  };
  return classifier;
}

}  // namespace p8
