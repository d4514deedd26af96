#include "p8/options/finetune_inputs.h"

#include <map>
#include <numeric>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/random.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/embedding/text_embeddings.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/image/offline_augmentation.h"

namespace p8::app {

namespace {

/// Draws what becomes of a photo from its content, the seed and the variant's number.
void change_images(std::uint64_t seed, std::size_t variant, EmbedOptions& embedding) {
  embedding.change = [seed, variant](const RgbImage& image, const std::string& sha256) {
    const std::uint64_t content = std::stoull(sha256.substr(0, 16), nullptr, 16);
    Random random(content + 0x9e3779b97f4a7c15U * (seed + 1) + 0xbf58476d1ce4e5b9U * variant);
    return augmented(image, random);
  };
  embedding.change_identity = fmt::format("p8 augmentation 2 seed {} variant {}", seed, variant);
}

}  // namespace

DecodeOptions decoding_for(const FinetuneCommand& options, const Backbone& backbone) {
  DecodeOptions decode = options.images.decode();
  decode.resizes_first = backbone.clip && resizes_first(backbone.clip->layout);
  return decode;
}

LabelledImages read_photos(const FinetuneCommand& options, Run& run) {
  Log& log = run.log();
  LabelledImages photos;
  ImageSet& set = photos.set;
  set = options.images.read(run);
  if (!options.classes.classes.empty()) {
    options.images.use_classes(set, options.images.distinct_classes(options.classes.classes, log));
  }
  std::vector<std::size_t> all(set.items.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  photos.unlabelled = set.items.size() - labelled_items(set).size();
  if (set.has_labels) leave_out_small_classes(options, all, photos, log);
  if (!options.split.is_given() || !set.has_labels) require_classes(set, all);
  return photos;
}

void leave_out_small_classes(const FinetuneCommand& options, const std::vector<std::size_t>& items,
                             LabelledImages& photos, Log& log) {
  const std::size_t fewest = options.split.min_per_class;
  const std::vector<SmallClass> small = p8::leave_out_small_classes(photos.set, items, fewest);
  if (small.empty()) return;
  photos.left_out.insert(photos.left_out.end(), small.begin(), small.end());
  const Text names = small_classes_in_words(small);
  log.warn(text("classes with fewer than {1} photos are left out ({0}): {2}",
                "classes de moins de {1} photos, exclues ({0}) : {2}", small.size(), fewest, names));
}

std::vector<std::size_t> labelled_items(const ImageSet& set) {
  std::vector<std::size_t> items;
  for (std::size_t item = 0; item < set.items.size(); ++item) {
    if (set.items[item].label) items.push_back(item);
  }
  return items;
}

EmbeddedImages embed_items(const ImageSet& set, const std::vector<std::size_t>& items, const Backbone& backbone,
                           const FinetuneCommand& options, std::size_t variant, EmbeddingCache* cache, Run& run) {
  ImageSet chosen = set;
  chosen.items.clear();
  for (const std::size_t item : items) chosen.items.push_back(set.items[item]);
  EmbedOptions embedding;
  embedding.batch = options.images.batch;
  embedding.threads = options.common.thread_count();
  embedding.decode = decoding_for(options, backbone);
  embedding.strict = options.images.strict;
  embedding.cache = cache;
  embedding.encoder = backbone.identity;
  if (variant > 0) change_images(options.common.seed, variant, embedding);
  const Text what =
      variant == 0 ? Text{"Images", "Images"}
                   : text("Images, variant {} of {}", "Images, variante {} sur {}", variant, options.training.augment);
  EmbeddedImages photos = embed_images(
      chosen, backbone.preprocessing, *backbone.image, embedding, [&](std::size_t done, std::size_t total) {
        run.log().progress(what, static_cast<double>(done) / static_cast<double>(total));
      });
  for (std::size_t& item : photos.items) item = items[item];
  return photos;
}

std::vector<float> embed_classes(const ImageSet& set, Backbone& backbone, const FinetuneCommand& options,
                                 EmbeddingCache* cache, CutTexts& cut) {
  const ClassSentences classes =
      class_sentences(set.classes, options.classes.wording(set.classes, options.images.merge_labels));
  EmbedTextOptions embedding;
  embedding.batch = options.images.batch;
  embedding.cache = cache;
  embedding.encoder = backbone.identity;
  const EmbeddedTexts texts = embed_texts(classes.sentences, *backbone.tokenizer, *backbone.text, embedding);
  cut = {classes.sentences.size(), texts.long_texts.size()};
  return mean_directions(unit_vectors(texts.values, texts.width), classes.counts).values;
}

ImageTexts read_texts(const ImageSet& set, Backbone& backbone, const FinetuneCommand& options) {
  const ClassSentences classes =
      class_sentences(set.classes, options.classes.wording(set.classes, options.images.merge_labels));
  const std::vector<std::vector<std::string>> by_class = classes.by_class();
  std::map<std::string, std::int64_t> numbers;
  std::vector<std::string> different;
  ImageTexts texts;
  for (const ImageItem& item : set.items) {
    if (!item.label) {
      texts.text_of.push_back(-1);
      continue;
    }
    const std::string& words = item.text.empty() ? by_class[*item.label].front() : item.text;
    const auto [number, is_new] = numbers.emplace(words, static_cast<std::int64_t>(different.size()));
    if (is_new) different.push_back(words);
    texts.text_of.push_back(number->second);
  }
  if (different.size() < 2) {
    throw data_error("{}: all photos have the same text; there is nothing to tell apart",
                     "{} : toutes les photos ont le même texte ; il n'y a rien à distinguer", printable(set.name));
  }
  TokenRows rows = backbone.tokenizer->tokenize(different), sentences = backbone.tokenizer->tokenize(classes.sentences);
  texts.cut = {rows.rows() + sentences.rows(), rows.cut() + sentences.cut()};
  texts.texts = std::move(rows.ids);
  texts.class_sentences = std::move(sentences.ids);
  texts.sentences = classes.counts;
  return texts;
}

}  // namespace p8::app
