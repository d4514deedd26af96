#include "p8/options/split_options.h"

#include "p8/base/error.h"

namespace p8::app {

SplitFractions SplitOptions::checked(const std::string& data) const {
  const SplitFractions shares = parse_split(fractions);
  if (!column.empty() && (data.empty() || data == "-")) {
    throw usage_error("--split-col names a column of --data, which must be a file",
                      "--split-col désigne une colonne de --data, qui doit être un fichier");
  }
  if (is_given() && (group_duplicates || folds > 0)) {
    throw usage_error(
        "--group-duplicates and --folds make a split of their own: leave out --split-col and --split-file",
        "--group-duplicates et --folds font leur propre partage : enlevez --split-col et --split-file");
  }
  return shares;
}

Split SplitOptions::split(const ImageSet& set, const std::vector<std::size_t>& items, const std::string& data,
                          const std::string& image_column, std::uint64_t seed, const Groups& groups) const {
  if (!file.empty()) return read_split(set, items, file, "image", "part");
  if (!column.empty()) return read_split(set, items, data, image_column, column);
  return stratified_split(set, items, parse_split(fractions), seed, groups);
}

void add_split_options(CLI::App& command, SplitOptions& arguments) {
  CLI::Option* const fractions =
      command.add_option("--split", arguments.fractions, "Shares of training, validation and test photos")
          ->capture_default_str()
          ->type_name("A,B,C");
  CLI::Option* const column =
      command.add_option("--split-col", arguments.column, "Column with train, validation or test")
          ->type_name("COL")
          ->excludes(fractions);
  command.add_option("--split-file", arguments.file, "split.csv of another run")
      ->type_name("FILE")
      ->excludes(fractions)
      ->excludes(column);
  command.add_flag("--group-duplicates", arguments.group_duplicates, "Keep photos that look the same in one part");
  CLI::Option* const folds = command.add_option("--folds", arguments.folds, "Also cross-validate with this many folds")
                                 ->check(CLI::Range(2, 100));
  command
      .add_option("--repeats", arguments.repeats, "Train this many times in all, with other seeds of split and weights")
      ->check(CLI::Range(2, 1000))
      ->excludes(folds);
  command.add_option("--min-per-class", arguments.min_per_class, "Leave out classes with fewer photos")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
}

}  // namespace p8::app
