#include "p8/vision/comparison/comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/statistics/bootstrap.h"
#include "p8/statistics/student.h"
#include "p8/vision/tokenizer/spelling.h"

namespace p8 {

namespace {

constexpr std::size_t kNamed = 5;  // photos in a message

using ImageIndex = std::unordered_map<std::string, std::size_t>;

/// A key for each photo: its name, and for one that stands there again the how manieth it is.
std::vector<std::string> image_keys(const Classification& classification) {
  std::unordered_map<std::string, std::size_t> times;
  std::vector<std::string> keys;
  for (const ImagePrediction& image : classification.images) {
    const std::size_t before = times[image.image]++;
    keys.push_back(before == 0 ? image.image : image.image + '\0' + std::to_string(before));
  }
  return keys;
}

ImageIndex index_of(const Classification& classification) {
  ImageIndex index;
  for (const std::string& key : image_keys(classification)) index.emplace(key, index.size());
  return index;
}

std::size_t reference_of(const std::vector<RunSource>& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].directory.is_trained()) return i;
  }
  return 0;
}

/// "'a.jpg', 'b.jpg'…" in both languages.
Text named(const std::vector<std::string>& photos) {
  Text names;
  for (std::size_t i = 0; i < std::min(kNamed, photos.size()); ++i) {
    const std::string shown = printable(photos[i], 60);
    names.en += (i == 0 ? "'" : ", '") + shown + "'";
    names.fr += (i == 0 ? "« " : ", « ") + shown + " »";
  }
  return photos.size() > kNamed ? Text{names.en + "…", names.fr + "…"} : names;
}

std::vector<std::string> images_beyond(const Classification& classification, const ImageIndex& known) {
  std::vector<std::string> beyond;
  const std::vector<std::string> keys = image_keys(classification);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (known.count(keys[i]) == 0) beyond.push_back(classification.images[i].image);
  }
  return beyond;
}

/// Refuses a run that lacks photos of the reference, or has others where it may not.
void check_images(const RunDirectory& run, const ImageIndex& own, const RunDirectory& reference,
                  const ImageIndex& its) {
  const std::vector<std::string> missing = images_beyond(reference.test, own);
  const bool may_have_more = reference.is_trained() && !run.is_trained();
  const std::vector<std::string> more = may_have_more ? std::vector<std::string>() : images_beyond(run.test, its);
  if (missing.empty() && more.empty()) return;
  Text difference;
  if (!missing.empty()) {
    difference = text("{} missing ({})", "{} en moins ({})", missing.size(), named(missing));
  }
  if (!more.empty()) {
    append(difference, text("{} more ({})", "{} en plus ({})", more.size(), named(more)), same(", "));
  }
  throw data_error("{0}: other test photos than {1}: {2}; runs are compared on the same photos, see --split-file",
                   "{0} : d'autres photos de test que {1} : {2} ; la comparaison demande les mêmes photos, voir "
                   "--split-file",
                   printable(run.predictions.path), printable(reference.predictions.path), difference);
}

void check_labels(const RunDirectory& run, const ImageIndex& own, const RunDirectory& reference) {
  std::vector<std::string> photos;
  Text first;
  bool only_spelled = true;
  const std::vector<std::string> keys = image_keys(reference.test);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const ImagePrediction& image = reference.test.images[i];
    const std::size_t index = own.at(keys[i]);
    const std::string& label = run.test.classes[*run.test.images[index].label];
    const std::string& expected = reference.test.classes[*image.label];
    if (label == expected) continue;
    only_spelled = only_spelled && spelling_key(label) == spelling_key(expected);
    if (photos.empty()) {
      first =
          text("row {0}: '{1}' is '{2}' here and '{3}' in {4}",
               "ligne {0} : « {1} » est « {2} » ici et « {3} » dans {4}", run.rows[index], printable(image.image, 60),
               printable(label, 40), printable(expected, 40), printable(reference.predictions.path));
    }
    photos.push_back(image.image);
  }
  if (photos.empty()) return;
  const Text names = named(photos);
  const Text remedy = only_spelled ? Text{"; --merge-labels takes such spellings for one label",
                                          " ; --merge-labels réunit ces graphies en une étiquette"}
                                   : Text();
  throw data_error("{0}, {1}; photos with another label ({2}): {3}{4}",
                   "{0}, {1} ; photos portant une autre étiquette ({2}) : {3}{4}", printable(run.predictions.path),
                   first, photos.size(), names, remedy);
}

/// What each class of the runs is called: as the reference's labels spell it most often, else as the first run does.
std::unordered_map<std::string, std::string> names_by_key(const std::vector<RunSource>& sources,
                                                          const Classification& reference) {
  std::vector<std::size_t> counts(reference.classes.size(), 0);
  for (const ImagePrediction& image : reference.images) ++counts[*image.label];
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  std::unordered_map<std::string, std::string> names;
  for (const std::size_t i : order) names.emplace(spelling_key(reference.classes[i]), reference.classes[i]);
  for (const RunSource& source : sources) {
    for (const std::string& name : source.directory.test.classes) names.emplace(spelling_key(name), name);
  }
  return names;
}

/// Makes the spellings of one name one class, whose probability is the sum of theirs; the answer is the most probable.
void merge_classes(Classification& test, const std::unordered_map<std::string, std::string>& names) {
  std::vector<std::string> classes;
  std::vector<std::size_t> places;
  for (const std::string& own : test.classes) {
    const std::string& name = names.at(spelling_key(own));
    const auto found = std::find(classes.begin(), classes.end(), name);
    places.push_back(static_cast<std::size_t>(found - classes.begin()));
    if (found == classes.end()) classes.push_back(name);
  }
  for (ImagePrediction& image : test.images) {
    std::vector<double> p(classes.size(), 0.0);
    for (std::size_t i = 0; i < places.size(); ++i) p[places[i]] += image.p[i];
    image.p = std::move(p);
    image.label = places[*image.label];
    if (image.predicted) image.predicted = chosen_class(image.p, 0.0);
  }
  test.classes = std::move(classes);
}

/// Adds the run's classes to all; where each of its own stands among them.
std::vector<std::size_t> add_classes(const std::vector<std::string>& own, std::vector<std::string>& all) {
  std::vector<std::size_t> places;
  for (const std::string& name : own) {
    const auto found = std::find(all.begin(), all.end(), name);
    places.push_back(static_cast<std::size_t>(found - all.begin()));
    if (found == all.end()) all.push_back(name);
  }
  return places;
}

/// The run's answers to the shared photos, over the classes of all runs.
ComparedRun cut_down(RunSource source, const Classification& shared, const std::vector<std::string>& classes,
                     const std::vector<std::size_t>& places) {
  const ImageIndex own = index_of(source.directory.test);
  Classification test{classes, {}, {}};
  std::vector<std::size_t> rows;
  ComparedRun run;
  for (const std::string& key : image_keys(shared)) {
    const std::size_t index = own.at(key);
    ImagePrediction image = source.directory.test.images[index];
    std::vector<double> p(classes.size(), 0.0);
    for (std::size_t i = 0; i < places.size(); ++i) p[places[i]] = image.p[i];
    run.abstained += !image.predicted;
    run.answered_right += image.predicted && image.predicted == image.label;
    const std::optional<std::size_t> answer = image.predicted ? image.predicted : chosen_class(image.p, 0.0);
    image.predicted = places[*answer];
    image.label = places[*image.label];
    image.p = std::move(p);
    test.images.push_back(std::move(image));
    rows.push_back(source.directory.rows[index]);
  }
  run.left_aside = source.directory.test.images.size() - test.images.size();
  run.name = std::move(source.name);
  run.directory = std::move(source.directory);
  run.directory.test = std::move(test);
  run.directory.rows = std::move(rows);
  run.figures = classifier_metrics(run.directory.test);
  return run;
}

bool is_right(const Comparison& comparison, std::size_t run, std::size_t photo) {
  const ImagePrediction& image = comparison.test(run).images[photo];
  return image.predicted == image.label;
}

ComparedPair compared(const Comparison& comparison, std::size_t first, std::size_t second,
                      const ComparisonOptions& options) {
  ComparedPair pair;
  pair.first = first;
  pair.second = second;
  for (std::size_t photo = 0; photo < comparison.photos(); ++photo) {
    const bool one = is_right(comparison, first, photo);
    const bool other = is_right(comparison, second, photo);
    ++(one ? (other ? pair.both_right : pair.discordant.only_first)
           : (other ? pair.discordant.only_second : pair.both_wrong));
  }
  const auto photos = static_cast<double>(comparison.photos());
  pair.difference =
      (static_cast<double>(pair.discordant.only_first) - static_cast<double>(pair.discordant.only_second)) / photos;
  Random random(options.seed);
  pair.interval =
      percentile_interval(resampled_differences(pair.discordant, comparison.photos(), options.replicates, random));
  pair.p_value = mcnemar_p_value(pair.discordant);
  return pair;
}

void compare_pairs(Comparison& comparison, const ComparisonOptions& options) {
  const std::vector<std::size_t> firsts = comparison.firsts();
  std::vector<double> p_values;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t j = i + 1; j < firsts.size(); ++j) {
      comparison.pairs.push_back(compared(comparison, firsts[i], firsts[j], options));
      p_values.push_back(comparison.pairs.back().p_value);
    }
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    comparison.pairs[i].p_adjusted = adjusted[i];
    comparison.pairs[i].better = adjusted[i] <= kBeyondChance;
  }
}

void find_repeats(Comparison& comparison) {
  for (const std::size_t first : comparison.firsts()) {
    RepeatedRuns repeated;
    for (std::size_t run = first; run < comparison.runs.size(); ++run) {
      if (run != first && comparison.runs[run].repeat_of != first) continue;
      repeated.runs.push_back(run);
      repeated.accuracies.push_back(comparison.runs[run].figures.metrics.accuracy.value_or(std::nan("")));
    }
    if (repeated.runs.size() < 2) continue;
    repeated.mean = mean(repeated.accuracies);
    repeated.interval = mean_interval(repeated.accuracies);
    comparison.repeats.push_back(std::move(repeated));
  }
}

void find_disagreements(Comparison& comparison) {
  const std::vector<std::size_t> firsts = comparison.firsts();
  std::vector<std::size_t> smaller_side(comparison.photos());
  for (std::size_t photo = 0; photo < comparison.photos(); ++photo) {
    const auto right = static_cast<std::size_t>(
        std::count_if(firsts.begin(), firsts.end(), [&](std::size_t run) { return is_right(comparison, run, photo); }));
    smaller_side[photo] = std::min(right, firsts.size() - right);
    if (smaller_side[photo] > 0) comparison.disagreements.push_back(photo);
  }
  std::stable_sort(comparison.disagreements.begin(), comparison.disagreements.end(),
                   [&](std::size_t a, std::size_t b) { return smaller_side[a] > smaller_side[b]; });
}

}  // namespace

std::vector<Spellings> class_variants(const std::vector<RunSource>& sources) {
  std::vector<std::string> names;
  for (const RunSource& source : sources) add_classes(source.directory.test.classes, names);
  return spelling_variants(names);
}

std::vector<std::size_t> Comparison::firsts() const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].repeat_of) indices.push_back(i);
  }
  return indices;
}

const ComparedPair& Comparison::pair(std::size_t one, std::size_t other) const {
  return *std::find_if(pairs.begin(), pairs.end(), [&](const ComparedPair& pair) {
    return (pair.first == one && pair.second == other) || (pair.first == other && pair.second == one);
  });
}

Comparison compare_runs(std::vector<RunSource> sources, const ComparisonOptions& options) {
  if (sources.size() < 2) {
    throw usage_error("runs to compare: {}; expected at least two",
                      "exécutions à comparer : {} ; il en faut au moins deux", sources.size());
  }
  if (options.merge_labels) {
    const auto names = names_by_key(sources, sources[reference_of(sources)].directory.test);
    for (RunSource& source : sources) merge_classes(source.directory.test, names);
  }
  const RunDirectory reference = sources[reference_of(sources)].directory;
  const ImageIndex its = index_of(reference.test);
  Comparison comparison;
  comparison.classes = reference.test.classes;
  std::vector<std::vector<std::size_t>> places;
  for (const RunSource& source : sources) {
    const ImageIndex own = index_of(source.directory.test);
    check_images(source.directory, own, reference, its);
    check_labels(source.directory, own, reference);
    places.push_back(add_classes(source.directory.test.classes, comparison.classes));
  }
  std::unordered_map<std::string, std::size_t> first_of_group;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::string group = sources[i].group;
    ComparedRun run = cut_down(std::move(sources[i]), reference.test, comparison.classes, places[i]);
    if (!group.empty()) {
      const auto [first, is_new] = first_of_group.emplace(group, i);
      if (!is_new) run.repeat_of = first->second;
    }
    comparison.runs.push_back(std::move(run));
  }
  compare_pairs(comparison, options);
  find_repeats(comparison);
  find_disagreements(comparison);
  return comparison;
}

}  // namespace p8
