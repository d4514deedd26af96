#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/attribution/class_maps.h"
#include "p8/vision/attribution/evidence.h"
#include "p8/vision/attribution/explanation_store.h"
#include "p8/vision/attribution/image_explanation.h"
#include "p8/vision/attribution/masked_image.h"
#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/image_classifier.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/image/thumbnail.h"

namespace p8 {

struct LimeRunOptions {
  ImageExplanationOptions explanation;
  SegmentChoice segments;
  HiddenFill hide = HiddenFill::Mean;
  std::size_t per_class = 0;  ///< photos of each class; 0: all photos, and no averages
  std::size_t batch = 32;     ///< B, copies that are encoded at once
  int threads = 1;
  DecodeOptions decode;
  bool strict = false;
  const ExplanationStore* store = nullptr;  ///< null: nothing is kept
};

/// A map as a page shows it.
struct MapPicture {
  Thumbnail heat;  ///< empty where the page's pictures are too many
  Evidence evidence;
};

/// One photo and why the model takes it for what it does.
struct ExplainedImage {
  std::string image;                 ///< as the data name it
  std::optional<std::size_t> label;  ///< its true class
  std::vector<double> p;             ///< (C)
  ImageExplanation explanation;
  std::vector<std::size_t> sizes;  ///< (S) pixels
  Thumbnail photo;                 ///< the model's square
  Thumbnail outlines;              ///< with the segments' borders
  std::vector<MapPicture> maps;    ///< one a label of the explanation
};

struct ClassAverage {
  ClassMap map;  ///< photos: indices of LimeResult::photos
  Thumbnail picture;
};

struct LimeResult {
  std::vector<std::string> classes;  ///< C
  std::vector<ExplainedImage> photos;
  std::vector<ClassAverage> averages;  ///< of classes with a photo, in the classes' order; empty without per_class
  std::vector<FailedImage> failed;
  std::size_t side = 0;     ///< of the model's square, pixels
  std::size_t encoded = 0;  ///< copies, those of kept explanations not counted
  std::size_t kept = 0;     ///< photos whose explanation was taken from the store
  double seconds = 0.0;     ///< for explaining
};

/// What is written beside the tables: a name chosen by p8 below the results ("overlays/watch-Watches.png") and the
/// bytes.
using WriteFile = std::function<void(const std::string& name, const std::string& bytes)>;

/// The rows of the embeddings to be explained, with the class to explain each for: with per_class the medoids of each
/// class's photos (by label, where the set has labels, else by the most probable class), class by class, the most
/// representative first; without it all, without class.
struct ChosenImage {
  std::size_t row = 0;
  std::optional<std::size_t> label;
};
std::vector<ChosenImage> chosen_images(const ImageSet& set, const EmbeddedImages& images,
                                       const std::vector<double>& probabilities, std::size_t classes,
                                       const LimeRunOptions& options);

/// Explains photos one after the other and writes overlays/IMAGE-CLASS.png, heatmaps/IMAGE-CLASS.npy, and, with
/// per_class, classes/CLASS.png (see safe_file_name()). Photos are read again; one that is no longer readable is listed
/// with those that failed before. Throws as embed_images() does.   @param images  of `set`, by `classifier`.   @param
/// progress  in [0, 1].
LimeResult explain_images(const ImageSet& set, const EmbeddedImages& images, ImageClassifier& classifier,
                          const LimeRunOptions& options, const WriteFile& write,
                          const std::function<void(double done)>& progress = {});

/// segments.csv: image,label,segment,weight,pixels.
std::string segments_csv(const LimeResult& result);
/// explanations.csv: image,label,probability,r2,deletion_auc,insertion_auc,stability (Jaccard of the top five).
std::string explanations_csv(const LimeResult& result);
/// classes.csv: label,row,column,mean,p,significant: a row a cell of the grid, from the top left.
std::string class_maps_csv(const LimeResult& result);
/// metrics.json of `p8 lime`.
std::string lime_metrics_json(const LimeResult& result, const LimeRunOptions& options);

}  // namespace p8
