#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "p8/statistics/mcnemar.h"
#include "p8/statistics/statistics.h"
#include "p8/vision/classifier/run_directory.h"
#include "p8/vision/dataset/label_spellings.h"

namespace p8 {

/// A run to compare.
struct RunSource {
  std::string name;   ///< how it is called in tables; unique
  std::string group;  ///< the same for trainings that differ in nothing but the seed; empty: none is a repeat of it
  RunDirectory directory;
};

/// A run on the photos that all runs share.
struct ComparedRun {
  std::string name;
  std::optional<std::size_t> repeat_of;  ///< the first run of its group; empty: it is the first
  RunDirectory directory;                ///< its `test` cut down to the shared photos, in the first run's order
  /// A photo on which it abstained is judged by its most probable class, so that all runs answer the same photos.
  ClassifierMetrics figures;
  std::size_t abstained = 0;       ///< shared photos of which it gave no class
  std::size_t answered_right = 0;  ///< of the others, those of which it gave the right one
  std::size_t left_aside = 0;      ///< labelled photos that it classified beside the shared ones
};

/// What is known of two runs, the first of their groups. Differences are those of the first minus the second.
struct ComparedPair {
  std::size_t first = 0;
  std::size_t second = 0;
  std::size_t both_right = 0;
  std::size_t both_wrong = 0;
  DiscordantRows discordant;
  double difference = 0.0;  ///< of accuracies, in [-1, 1]
  Interval interval;        ///< of it, 95 %, paired bootstrap over photos
  double p_value = 1.0;     ///< McNemar's exact test
  double p_adjusted = 1.0;  ///< by Holm's method for the number of pairs
  bool better = false;      ///< beyond chance: p_adjusted at most 0.05
};

/// Trainings that differ in nothing but the seed.
struct RepeatedRuns {
  std::vector<std::size_t> runs;   ///< at least two, the first one first
  std::vector<double> accuracies;  ///< one a run
  double mean = 0.0;
  Interval interval;  ///< of the mean, 95 %, Student's t
};

struct Comparison {
  std::vector<std::string> classes;        ///< C, of all runs together
  std::vector<ComparedRun> runs;           ///< at least two
  std::vector<ComparedPair> pairs;         ///< every two first runs of groups
  std::vector<RepeatedRuns> repeats;       ///< of the groups with more than one run
  std::vector<std::size_t> disagreements;  ///< photos that some first run gets right and another wrong; see below

  /// The shared photos.
  std::size_t photos() const { return runs.front().directory.test.images.size(); }
  const Classification& test(std::size_t run) const { return runs[run].directory.test; }
  /// The first runs of the groups, in the order given.
  std::vector<std::size_t> firsts() const;
  /// The pair of two first runs, in either order.
  const ComparedPair& pair(std::size_t one, std::size_t other) const;
};

struct ComparisonOptions {
  /// Classes whose names have one spelling_key() are one, called as the reference's labels call it most often.
  bool merge_labels = false;
  std::uint64_t seed = 42;
  std::size_t replicates = 10'000;  ///< of the bootstrap
};

constexpr double kBeyondChance = 0.05;  ///< level of the tests

/// Compares runs on the photos they share. The test part is that of the trained runs, which must be the same for all of
/// them; a zero-shot run over more photos is cut down to it. Without a trained run, all must have the same photos.
/// A photo that is in several rows of the data is compared as often, the first with the first.
/// `disagreements`: those that divide the runs most evenly first; equal ones in the photos' order.
/// Throws Error(Usage) for less than two runs, Error(Data) where photos or labels differ: how many, and the first ones.
Comparison compare_runs(std::vector<RunSource> sources, const ComparisonOptions& options = {});

/// Classes of the runs that are one name in several spellings.
std::vector<Spellings> class_variants(const std::vector<RunSource>& sources);

/// compare.csv: a row a run; what is not known is an empty cell.
std::string compare_csv(const Comparison& comparison);
/// compare.json: runs, pairs and repeats; null where something is not known.
std::string compare_json(const Comparison& comparison);

}  // namespace p8
