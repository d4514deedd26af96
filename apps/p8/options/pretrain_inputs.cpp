#include "p8/options/pretrain_inputs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "p8/base/error.h"
#include "p8/csv/csv_reader.h"
#include "p8/options/image_reading.h"
#include "p8/vision/dataset/near_duplicates.h"
#include "p8/vision/dataset/repeated_images.h"
#include "p8/vision/dataset/train_validation_split.h"

namespace p8::app {

namespace {

constexpr double kKeptBeyond = 1.5;  // parts of a photo are enlarged less, and its pixels cost memory

/// The one further column that is read, or none.
std::string more_column(const PretrainOptions& arguments) {
  return arguments.balance.empty() ? arguments.weight_col : arguments.balance;
}

void require_texts(const FinetuneCommand& command, const ImageSet& set, BackboneKind kind) {
  if (kind == BackboneKind::Vgg16) {
    if (!set.has_labels) {
      throw usage_error("--backbone vgg16 learns to tell labels apart: name their column with --label-col",
                        "--backbone vgg16 apprend à distinguer des étiquettes : indiquez leur colonne avec "
                        "--label-col");
    }
    if (set.classes.size() < 2) {
      throw data_error("{}: all photos have the label {}, expected at least two labels",
                       "{} : toutes les photos ont l'étiquette {}, il en faut au moins deux", printable(set.name),
                       printable(set.classes.front()));
    }
    return;
  }
  if (!set.has_texts && !set.has_labels) {
    throw usage_error("--backbone clip learns from photos and texts: name the texts' column with --text-col{}",
                      "--backbone clip apprend de photos et de textes : indiquez la colonne des textes avec "
                      "--text-col{}",
                      command.images.data.empty() ? " (--data)" : "");
  }
}

/// Takes out what nothing can be learned from, in set and texts alike.
void leave_out_unused(BackboneKind kind, PretrainData& data) {
  std::vector<ImageItem> used;
  std::vector<std::vector<std::int64_t>> texts_of;
  for (std::size_t item = 0; item < data.set.items.size(); ++item) {
    const bool is_used =
        kind == BackboneKind::Clip ? !data.texts.texts_of[item].empty() : data.set.items[item].label.has_value();
    if (!is_used) continue;
    used.push_back(std::move(data.set.items[item]));
    if (kind == BackboneKind::Clip) texts_of.push_back(std::move(data.texts.texts_of[item]));
  }
  data.unused = data.set.items.size() - used.size();
  data.set.items = std::move(used);
  data.texts.texts_of = std::move(texts_of);
  if (!data.set.items.empty()) return;
  throw data_error("{}: no photo has a text or a label", "{} : aucune photo n'a de texte ni d'étiquette",
                   printable(data.set.name));
}

/// A group a photo, whose rows stay together, or with --group-duplicates one for those that look the same or have the
/// same text.
Groups groups_of(const FinetuneCommand& command, const PretrainData& data) {
  const std::vector<std::int64_t> numbers = image_numbers(data.set);
  if (!command.split.group_duplicates) return joined_groups(single_groups(data.set.items.size()), numbers);
  std::vector<std::int64_t> own_texts(data.set.items.size(), -1);
  for (std::size_t item = 0; item < data.set.items.size(); ++item) {
    if (!data.set.items[item].text.empty() && !data.texts.texts_of.empty()) {
      own_texts[item] = data.texts.texts_of[item].front();
    }
  }
  return joined_groups(joined_groups(duplicate_groups(data.photos.hashes), own_texts), numbers);
}

double weight_of(const ImageItem& item, const std::string& set_name, const std::string& column) {
  try {
    std::size_t used = 0;
    const double weight = std::stod(item.cells.front(), &used);
    if (used == item.cells.front().size() && std::isfinite(weight) && weight >= 0.0) return weight;
  } catch (const std::logic_error&) {  // no number: said below
  }
  const Text where = at_row(set_name, item.row);
  throw data_error("{0}: {1} is '{2}', expected a number of at least 0",
                   "{0} : {1} vaut « {2} », un nombre d'au moins 0 est attendu", where, printable(column),
                   printable(item.cells.front(), 40));
}

/// (N) How often each photo is drawn, 1 in the mean of those that are trained on; empty: all alike.
std::vector<double> draw_weights(const FinetuneCommand& command, const PretrainData& data,
                                 const std::vector<std::int64_t>& train) {
  const PretrainOptions& arguments = command.pretrain;
  if (more_column(arguments).empty()) return {};
  std::map<std::string, std::size_t> counts;
  for (const std::int64_t photo : train) {
    ++counts[data.set.items[data.photos.items[static_cast<std::size_t>(photo)]].cells.front()];
  }
  std::vector<double> weights;
  for (const std::size_t index : data.photos.items) {
    const ImageItem& item = data.set.items[index];
    if (arguments.balance.empty()) {
      weights.push_back(weight_of(item, data.set.name, arguments.weight_col));
    } else {
      const auto count = counts.find(item.cells.front());
      weights.push_back(count == counts.end() ? 1.0
                                              : std::pow(static_cast<double>(count->second), -arguments.balance_power));
    }
  }
  double sum = 0.0;
  for (const std::int64_t photo : train) sum += weights[static_cast<std::size_t>(photo)];
  if (!(sum > 0.0)) {
    throw data_error("{}: no photo to train on has a weight above 0 in column '{}'",
                     "{} : aucune photo d'entraînement n'a de poids supérieur à 0 dans la colonne « {} »",
                     printable(data.set.name), printable(arguments.weight_col));
  }
  for (double& weight : weights) weight *= static_cast<double>(train.size()) / sum;
  return weights;
}

}  // namespace

std::size_t kept_side(const FinetuneCommand& command, std::size_t image_size) {
  if (command.pretrain.keep > 0) return command.pretrain.keep;
  return static_cast<std::size_t>(std::ceil(kKeptBeyond * static_cast<double>(image_size)));
}

PretrainData read_pretraining(const FinetuneCommand& command, BackboneKind kind, std::size_t image_size,
                              bool resizes_first, Run& run) {
  const std::string column = more_column(command.pretrain);
  if (!column.empty() && command.images.data.empty()) {
    throw usage_error("--balance and --weight-col name columns of --data, which is not given",
                      "--balance et --weight-col désignent des colonnes de --data, qui n'est pas indiqué");
  }
  const double share = parse_validation_share(command.split.fractions);
  PretrainData data;
  data.set = command.images.read(run, column.empty() ? std::vector<std::string>() : std::vector{column});
  require_texts(command, data.set, kind);
  if (kind == BackboneKind::Clip) {
    PairTextOptions texts;
    if (data.set.has_labels) texts.templates = command.classes.wording().templates;
    texts.label_share = command.pretrain.label_texts;
    data.texts = pair_texts(data.set, texts);
  }
  leave_out_unused(kind, data);
  if (command.dry_run) return data;

  DecodedImagesOptions keep;
  keep.shorter_side = kept_side(command, image_size);
  keep.decode = command.images.decode();
  keep.decode.resizes_first = resizes_first;
  keep.strict = command.images.strict;
  keep.threads = command.common.thread_count();
  data.photos = decode_images(data.set, keep, [&](std::size_t done, std::size_t total) {
    run.log().progress({"Photos", "Photos"}, static_cast<double>(done) / static_cast<double>(total));
  });
  note_reading({data.set, data.photos.items, data.photos.failed, data.photos.deep_grey}, keep.decode, run.record(),
               run.log());
  run.log().info(text("{} photos kept decoded, {} px on the shorter side at most: {:.0f} MB",
                      "{} photos gardées décodées, {} px au plus pour le petit côté : {:.0f} Mo",
                      data.photos.photos.size(), keep.shorter_side, static_cast<double>(data.photos.bytes) / 1e6));
  data.split = validation_split(data.photos.items, share, command.common.seed, groups_of(command, data));
  data.duplicates = cross_split_duplicates(data.set, data.split, data.photos.hashes).size();
  return data;
}

PretrainingImages images_to_train_on(const FinetuneCommand& command, PretrainData& data) {
  PretrainingImages photos;
  for (std::size_t photo = 0; photo < data.photos.items.size(); ++photo) {
    const bool is_train = data.split.parts[data.photos.items[photo]] == Part::Train;
    (is_train ? photos.train : photos.validation).push_back(static_cast<std::int64_t>(photo));
  }
  photos.weights = draw_weights(command, data, photos.train);
  photos.variation = command.pretrain.random_resized_crop();
  photos.photos = std::move(data.photos.photos);
  return photos;
}

std::vector<ImageCount> count_images(const FinetuneCommand& command, const PretrainData& data) {
  std::map<std::string, ImageCount> counts;
  for (const std::size_t index : data.photos.items) {
    const ImageItem& item = data.set.items[index];
    std::string value;
    if (!command.pretrain.balance.empty()) {
      value = item.cells.front();
    } else if (item.label) {
      value = data.set.classes[*item.label].substr(0, data.set.classes[*item.label].find('/'));
    }
    ImageCount& count = counts[value];
    count.value = value;
    ++(data.split.parts[index] == Part::Train ? count.train : count.validation);
  }
  std::vector<ImageCount> sorted;
  for (const auto& [value, count] : counts) sorted.push_back(count);
  std::stable_sort(sorted.begin(), sorted.end(), [](const ImageCount& a, const ImageCount& b) {
    return a.train + a.validation > b.train + b.validation;
  });
  return sorted;
}

std::vector<std::string> training_texts(const PretrainData& data) {
  std::vector<bool> is_used(data.texts.texts.size());
  for (const std::size_t item : data.split.items_of(Part::Train)) {
    for (const std::int64_t text : data.texts.texts_of[item]) is_used[static_cast<std::size_t>(text)] = true;
  }
  std::vector<std::string> texts;
  for (std::size_t text = 0; text < is_used.size(); ++text) {
    if (is_used[text]) texts.push_back(data.texts.texts[text]);
  }
  return texts;
}

}  // namespace p8::app
