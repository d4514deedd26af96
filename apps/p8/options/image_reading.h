#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/log.h"
#include "p8/files/run_record.h"
#include "p8/options/image_options.h"
#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/classifier_file.h"

// How the commands on photos read them: one preparation for all, and nothing lost without a word.
namespace p8::app {

/// Decoded as the photos were that the classifier was trained on. Says what is assumed of a classifier that does not
/// tell. Throws Error(Usage) where --exif, --fast-decode or --background were given and contradict it.
DecodeOptions decode_as_trained(const ImageOptions& options, const TrainedDecoding& trained, const CLI::App& command,
                                Log& log);

/// Notes in the run's record whether the activations and the image preparation of a CLIP model are stated or assumed,
/// and warns of the latter: nothing tells a model of open_clip's training from one of OpenAI's.
/// @param path  of the model.
void note_clip(const std::string& path, RunRecord& record, Log& log);

/// What became of the photos of a set.
struct ReadImages {
  const ImageSet& set;
  const std::vector<std::size_t>& items;  ///< of the set, that could be read
  const std::vector<FailedImage>& failed;
  std::size_t deep_grey = 0;
};

/// Notes in the run's record how photos were decoded, whatever the command line says, and how many were read. Says
/// which classes have lost all their photos, and how many photos had 16 bits of grey.
/// Throws Error(Data) with the first reason where none could be read.
void note_reading(const ReadImages& photos, const DecodeOptions& decode, RunRecord& record, Log& log);

}  // namespace p8::app
