#include "p8/options/image_options.h"

#include <algorithm>
#include <map>
#include <set>

#include "p8/base/byte_size.h"
#include "p8/base/error.h"
#include "p8/command_line/run.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/vision/dataset/label_spellings.h"
#include "p8/vision/dataset/repeated_images.h"
#include "p8/vision/tokenizer/spelling.h"

namespace p8::app {

namespace {

void say_left_out(const ImageSet& set, Log& log) {
  for (const std::string& folder : set.linked_folders) {
    log.warn(text("{} is a link to a folder and was left out", "{} est un lien vers un dossier et a été ignoré",
                  printable(folder)));
  }
  for (const std::string& folder : set.empty_folders) {
    log.warn(text("the folder {} holds no image and is not taken for a class",
                  "le dossier {} ne contient aucune image et n'est pas pris pour une classe", printable(folder)));
  }
  if (set.left_out.empty()) return;
  log.info(text("files that are not images were left out: {} ({}{})",
                "fichiers ignorés, qui ne sont pas des images : {} ({}{})", set.left_out.size(),
                printable(set.left_out.front(), 60), set.left_out.size() > 1 ? ", …" : ""));
}

void warn_of_spellings(const std::vector<Spellings>& variants, Log& log) {
  if (variants.empty()) return;
  const Text names = spellings_in_words(variants);
  log.warn(text("labels in several spellings, each of which is a class of its own: {0}; --merge-labels makes them one",
                "étiquettes en plusieurs graphies, chacune étant une classe à part entière : {0} ; --merge-labels les "
                "réunit",
                names));
}

void say_merged(const std::vector<Spellings>& merged, Log& log) {
  if (merged.empty()) return;
  const Text names = spellings_in_words(merged);
  log.info(text("labels merged, named by the first spelling of each: {0}",
                "étiquettes réunies, nommées selon la première graphie de chacune : {0}", names));
}

bool some_is_known(const std::vector<std::string>& labels, const std::vector<std::string>& classes) {
  std::set<std::string> keys;
  for (const std::string& name : classes) keys.insert(spelling_key(name));
  return std::any_of(labels.begin(), labels.end(),
                     [&](const std::string& label) { return keys.count(spelling_key(label)) > 0; });
}

ImageSet set_of_files(const std::vector<std::string>& files) {
  ImageSet set;
  set.name = files.size() == 1 ? files.front() : "--image";
  for (const std::string& file : files) {
    ImageItem item;
    item.image = file;
    item.path = file;
    set.items.push_back(item);
  }
  return set;
}

}  // namespace

ImageSet ImageOptions::read(Run& run, const std::vector<std::string>& more_cols) const {
  if (unlabelled && !label_col.empty()) {
    throw usage_error("--unlabelled and --label-col contradict each other: give one of both",
                      "--unlabelled et --label-col se contredisent : donnez l'un des deux");
  }
  if (data.empty() && !(label_col.empty() && text_col.empty())) {
    throw usage_error("--label-col and --text-col name columns of --data, which is not given",
                      "--label-col et --text-col désignent des colonnes de --data, qui n'est pas indiqué");
  }
  const FolderMeaning meaning = unlabelled          ? FolderMeaning::Nothing
                                : may_be_unlabelled ? FolderMeaning::ClassesAndLoose
                                                    : FolderMeaning::Classes;
  ImageSet set = data.empty() ? read_image_folders(images, meaning)
                              : read_image_table({data, images, image_col, label_col, text_col, more_cols});
  std::vector<std::string> photos;
  for (const ImageItem& item : set.items) photos.push_back(item.path);
  run.require_outside(photos);
  Log& log = run.log();
  say_left_out(set, log);
  if (merge_labels) {
    say_merged(merge_spellings(set), log);
  } else {
    warn_of_spellings(spelling_variants(set), log);
  }
  return set;
}

ImageSet ImageOptions::read(const std::vector<std::string>& files, Run& run) const {
  if (files.empty() == images.empty()) {
    throw usage_error("expected either --image FILE… or --images DIR",
                      "il faut soit --image FICHIER…, soit --images DOSSIER");
  }
  return files.empty() ? read(run) : set_of_files(files);
}

std::vector<std::string> ImageOptions::distinct_classes(const std::vector<std::string>& names, Log& log) const {
  if (!merge_labels) {
    warn_of_spellings(spelling_variants(names), log);
    return names;
  }
  std::set<std::string> keys;
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    if (keys.insert(spelling_key(name)).second) distinct.push_back(name);
  }
  return distinct;
}

void ImageOptions::use_classes(ImageSet& set, const std::vector<std::string>& names) const {
  ClassMatching matching;
  matching.merge_spellings = merge_labels;
  if (may_be_unlabelled) {
    matching.remedy = data.empty() ? Text{"; --unlabelled takes folders for folders, not for labels",
                                          " ; --unlabelled prend les dossiers pour de simples dossiers, sans étiquette"}
                                   : Text{"; without --label-col no label is needed",
                                          " ; sans --label-col, aucune étiquette n'est nécessaire"};
  }
  p8::use_classes(set, names, matching);
}

void ImageOptions::match_classes(ImageSet& set, const std::vector<std::string>& names, Log& log) const {
  if (data.empty() && set.has_labels && !some_is_known(set.classes, names)) {
    const Text folders = list_of(set.classes);
    log.warn(
        text("no folder of {0} has the name of a class ({1}); they are taken for plain folders, not for labels",
             "aucun dossier de {0} ne porte le nom d'une classe ({1}) ; ils sont pris pour de simples dossiers, non "
             "pour des étiquettes",
             printable(images), folders));
    drop_labels(set);
  }
  use_classes(set, names);
}

EncoderOptions ImageOptions::encoder(int threads) const {
  static const std::map<std::string, Precision> kPrecisions = {
      {"fp32", Precision::Fp32}, {"bf16", Precision::Bf16}, {"int8", Precision::Int8}};
  return {threads, kPrecisions.at(precision), device};
}

DecodeOptions ImageOptions::decode() const {
  DecodeOptions options;
  options.max_pixels = max_pixels;
  options.apply_orientation = exif;
  options.fast = fast_decode;
  options.background = background_of(background).value_or(options.background);
  return options;
}

std::optional<EmbeddingCache> ImageOptions::open_cache() const {
  const std::uint64_t size = parse_size(cache_size);
  if (cache.empty()) return std::nullopt;
  return EmbeddingCache(cache, size);
}

void add_image_options(CLI::App& command, ImageOptions& options) {
  command.add_option("--data", options.data, "CSV file with one row per image; - for standard input")
      ->type_name("FILE");
  command.add_option("--images", options.images, "Folder of the images; without --data, one subfolder per class")
      ->required()
      ->type_name("DIR");
  command.add_option("--image-col", options.image_col, "Column with the images' file names")
      ->capture_default_str()
      ->type_name("COL");
  command.add_option("--label-col", options.label_col, "Column with the true classes")->type_name("COL");
  command.add_option("--text-col", options.text_col, "Column with the products' descriptions")->type_name("COL");
  command.add_flag("--merge-labels", options.merge_labels,
                   "Merge labels that differ only in case, blanks or accents' encoding (most frequent spelling)");
  command.add_flag("--exif", options.exif, "Rotate images as their Exif data say (the models were trained without)");
  command.add_flag("--fast-decode", options.fast_decode,
                   "Decode JPEGs faster, large ones at a fraction of their size; pixels differ slightly");
  command
      .add_option("--background", options.background,
                  "Background of transparent photos; drop: the colours that the file hides, as the models' authors do")
      ->capture_default_str()
      ->check(CLI::IsMember({"white", "black", "drop"}));
  command.add_option("--max-pixels", options.max_pixels, "Do not read images with more pixels")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 32));
  command.add_flag("--strict", options.strict, "Stop at the first image that cannot be read");
  command.add_option("--precision", options.precision, "Number format in which the network computes")
      ->capture_default_str()
      ->check(CLI::IsMember({"fp32", "bf16", "int8"}));
  command.add_option("--device", options.device, "Where the network runs; auto: CUDA if available")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command.add_option("--batch", options.batch, "Images encoded at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  command.add_option("--cache", options.cache, "Folder that keeps embeddings between runs")->type_name("DIR");
  command.add_option("--cache-size", options.cache_size, "Maximum size of the cache, such as 500M or 2G")
      ->capture_default_str()
      ->type_name("SIZE");
}

void add_unlabelled_option(CLI::App& command, ImageOptions& options) {
  options.may_be_unlabelled = true;
  command.add_flag("--unlabelled", options.unlabelled,
                   "Folders are not classes: all images in --images and the folders below, without labels");
}

void warn_of_contradictions(const ImageSet& set, const EmbeddedImages& images, Log& log) {
  const auto photos = contradictory_images(set, images);
  if (photos.empty()) return;
  const Text names = contradictions_in_words(set, photos);
  log.warn(text("photos listed with different labels ({0}): {1}; each counts as often as it is listed",
                "photos citées avec des étiquettes différentes ({0}) : {1} ; chacune compte autant de fois",
                photos.size(), names));
}

void record_images(const ImageSet& set, const ImageOptions& options, const EmbeddedImages& images, RunRecord& record) {
  if (set.data) record.inputs.push_back(*set.data);
  record.inputs.push_back({"images", options.images, images.digest});
}

}  // namespace p8::app
