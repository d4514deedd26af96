#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/log.h"
#include "p8/files/run_record.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/embedding/torch_backend.h"

namespace p8::app {

class Run;

/// What all commands on images take: where the images are, how they are read, what encodes them.
struct ImageOptions {
  std::string data;
  std::string images;
  std::string image_col = "image";
  std::string label_col;
  std::string text_col;
  bool exif = false;
  bool fast_decode = false;
  std::string background = "white";
  std::size_t max_pixels = DecodeOptions().max_pixels;
  bool strict = false;
  bool merge_labels = false;
  bool unlabelled = false;
  bool may_be_unlabelled = false;  ///< whether the command has --unlabelled: it does without labels
  std::string precision = "fp32";
  std::string device = "auto";
  std::size_t batch = 32;
  std::string cache;
  std::string cache_size = "2G";

  /// The images that the options name. Warns of folders that were left out, says which files were. Warns of labels in
  /// several spellings, which it merges with --merge-labels. Throws Error(Output) where --force would delete one of
  /// them.
  /// @param more_cols  columns of `data` whose cells are kept.
  ImageSet read(Run& run, const std::vector<std::string>& more_cols = {}) const;
  /// These, or the photos of `--image`, named as on the command line. Throws Error(Usage) unless it is one of both.
  ImageSet read(const std::vector<std::string>& files, Run& run) const;
  /// The names of --class. Warns of those in several spellings; with --merge-labels the first one stands for them.
  std::vector<std::string> distinct_classes(const std::vector<std::string>& names, Log& log) const;
  /// Makes these the classes of the set, as p8::use_classes() does.
  void use_classes(ImageSet& set, const std::vector<std::string>& names) const;
  /// The same for a command that can do without labels: where folders were read and the name of none of them is a class
  /// in any spelling, they are only folders, which is said.
  void match_classes(ImageSet& set, const std::vector<std::string>& names, Log& log) const;
  EncoderOptions encoder(int threads) const;
  DecodeOptions decode() const;
  /// Nothing without --cache.
  std::optional<EmbeddingCache> open_cache() const;
};

void add_image_options(CLI::App& command, ImageOptions& options);

/// For commands that do without labels.
void add_unlabelled_option(CLI::App& command, ImageOptions& options);

/// Warns of photos that the data list with different labels.
void warn_of_contradictions(const ImageSet& set, const EmbeddedImages& images, Log& log);

/// Notes the images in the run's record: the CSV file, and all image files as one digest.
void record_images(const ImageSet& set, const ImageOptions& options, const EmbeddedImages& images, RunRecord& record);

}  // namespace p8::app
