#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/dataset/image_set.h"

namespace p8 {

/// What an image is used for.
enum class Part { Train, Validation, Test };

/// "train", "validation", "test".
const char* name_of(Part part);

/// Which shares of the photos are trained on, decide on the best epoch, and are tested on. They add up to 1.
struct SplitFractions {
  double train = 0.6;
  double validation = 0.2;
  double test = 0.2;
};

/// "0.6,0.2,0.2". Throws Error(Usage) unless these are three numbers above 0 that add up to 1.
SplitFractions parse_split(const std::string& text);

/// What each photo of a set is used for.
struct Split {
  std::vector<std::optional<Part>> parts;  ///< (items); empty: not used, because it has no label or cannot be read
  std::size_t unlabelled = 0;              ///< of those that could be read

  std::vector<std::size_t> items_of(Part part) const;  ///< ascending
};

/// Photos that stay together: a number for each item of the set, the same for those of one group.
using Groups = std::vector<std::size_t>;

/// Groups of one item each.
Groups single_groups(std::size_t items);

/// A class that has too few photos to learn from.
struct SmallClass {
  std::string name;
  std::size_t photos = 0;
};

/// Takes the classes with fewer than `fewest` photos out of the set; their photos have no label then. Returns them.
/// Throws Error(Data) where fewer than two classes are left.   @param items  the photos that count, of `set`.
std::vector<SmallClass> leave_out_small_classes(ImageSet& set, const std::vector<std::size_t>& items,
                                                std::size_t fewest);

/// "'Pens' (1), 'Ink' (2)", the first ten.
Text small_classes_in_words(const std::vector<SmallClass>& classes);

/// Throws Error(Data) where no photo has a label, all have the same, or a class has fewer than three (named). A photo
/// in several rows counts once.
/// @param items  the photos that count, of `set`.
void require_classes(const ImageSet& set, const std::vector<std::size_t>& items);

/// Deals the labelled photos out, each class in the same proportions: the largest remainders get what is left over, and
/// each part at least one photo of each class. Groups are never torn; where they make the proportions impossible, the
/// larger ones are dealt first and the others make up for it.
/// The same seed, photos and labels give the same split. Throws what require_classes() throws, and Error(Data) where
/// groups leave a class without a photo to train on, or a part empty.
/// @param items  the photos that could be read, ascending.   @param groups  see Groups.
Split stratified_split(const ImageSet& set, const std::vector<std::size_t>& items, const SplitFractions& fractions,
                       std::uint64_t seed, const Groups& groups);

/// K splits for cross-validation: each labelled photo is in the test part of one of them; of the others, the share
/// `fractions.validation` / (train + validation) decides on the best epoch.
/// Throws Error(Data) naming a class with fewer photos than folds, or than three.
std::vector<Split> stratified_folds(const ImageSet& set, const std::vector<std::size_t>& items, std::size_t folds,
                                    const SplitFractions& fractions, std::uint64_t seed, const Groups& groups);

/// Takes over a split that a CSV file holds, a photo a row: split.csv of another run, or a column of the data.
/// Parts are called train, validation (also val, valid) and test. Labelled photos whose cell is empty are not used.
/// A photo that is in several rows has one part.
/// Throws Error(Data) naming the file and missing columns, words that name no part, a photo in two parts, photos that
/// the set does not have, labelled photos that the file does not have, an empty part; what require_classes() throws for
/// the training part, where a class needs one photo.
Split read_split(const ImageSet& set, const std::vector<std::size_t>& items, const std::string& file,
                 const std::string& image_column, const std::string& part_column);

/// split.csv: image,part, in the set's order; photos that are not used are left out.
std::string split_csv(const ImageSet& set, const Split& split);

/// (C) photos of each class in each part.
std::vector<std::array<std::size_t, 3>> images_by_part(const ImageSet& set, const Split& split);

}  // namespace p8
