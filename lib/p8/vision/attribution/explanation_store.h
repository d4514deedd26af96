#pragma once

#include <optional>
#include <string>

#include "p8/vision/attribution/image_explanation.h"

namespace p8 {

/// Finished explanations kept between runs, so that a run that broke off goes on where it was. One is a file
/// DIR/lime/KEY.json of two lines, the SHA-256 of the second and an explanation as JSON; one that is damaged counts as
/// missing. They are written beside their place and renamed. They have a few kilobytes each and nothing removes them.
class ExplanationStore {
 public:
  /// Creates the folder if it is not there; half-written files of runs that broke off an hour ago are removed. Throws
  /// Error(Output) naming it.
  /// @param directory  the one of the cache of embeddings, which leaves the folder "lime" alone.
  explicit ExplanationStore(const std::string& directory);

  std::optional<ImageExplanation> find(const std::string& key) const;
  /// Throws Error(Output).
  void store(const std::string& key, const ImageExplanation& explanation) const;

 private:
  std::string path_of(const std::string& key) const;

  std::string directory_;
};

/// The name of an explanation: SHA-256, in hexadecimal digits.
/// @param image_sha256  of the file.   @param model  all that probabilities depend on.   @param settings  all that
/// segments, samples and curves depend on.
std::string explanation_key(const std::string& image_sha256, const std::string& model, const std::string& settings);

}  // namespace p8
