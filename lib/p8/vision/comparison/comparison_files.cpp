#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/csv/csv_writer.h"
#include "p8/vision/comparison/comparison.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

/// What a run's files say of its training and its cost, under the names of metrics.json.
std::vector<std::pair<const char*, std::optional<double>>> cost_of(const RunDirectory& run) {
  const auto number = [](const std::optional<std::size_t>& value) {
    return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
  };
  return {{"best_epoch", number(run.best_epoch)},
          {"epochs", number(run.epochs)},
          {"seconds_to_best", run.seconds_to_best},
          {"parameters_trained", number(run.parameters_trained)},
          {"images_per_second", run.images_per_second}};
}

Json number(const std::optional<double>& value) { return value && std::isfinite(*value) ? Json(*value) : Json(); }

Json count(const std::optional<std::size_t>& value) { return value ? Json(*value) : Json(); }

Json interval_json(const Interval& interval) {
  return std::isnan(interval.low) ? Json() : Json{interval.low, interval.high};
}

/// Of the photos that the run itself answered: their share, and the accuracy on them.
std::optional<double> answered_share(const Comparison& comparison, const ComparedRun& run) {
  return static_cast<double>(comparison.photos() - run.abstained) / static_cast<double>(comparison.photos());
}

std::optional<double> answered_accuracy(const Comparison& comparison, const ComparedRun& run) {
  const std::size_t answered = comparison.photos() - run.abstained;
  if (answered == 0) return std::nullopt;
  return static_cast<double>(run.answered_right) / static_cast<double>(answered);
}

Json run_json(const Comparison& comparison, const ComparedRun& run) {
  const ClassificationMetrics& metrics = run.figures.metrics;
  Json json;
  json["run"] = run.name;
  json["command"] = run.directory.command;
  json["repeat_of"] = run.repeat_of ? Json(comparison.runs[*run.repeat_of].name) : Json();
  json["images"] = comparison.photos();
  json["abstained"] = run.abstained;
  json["answered_share"] = number(answered_share(comparison, run));
  json["accuracy_of_answered"] = number(answered_accuracy(comparison, run));
  json["images_left_aside"] = run.left_aside;
  json["accuracy"] = metrics.accuracy.value_or(0.0);
  json["accuracy_interval"] = interval_json(metrics.accuracy_interval);
  json["balanced_accuracy"] = number(metrics.balanced_accuracy);
  json["macro_f1"] = number(metrics.macro_f1);
  json["weighted_f1"] = number(metrics.weighted_f1);
  json["log_loss"] = number(metrics.log_loss);
  json["ece"] = number(metrics.ece);
  json["best_epoch"] = count(run.directory.best_epoch);
  json["best_epoch_by"] = run.directory.best_epoch ? Json(kBestEpochBy) : Json();
  json["epochs"] = count(run.directory.epochs);
  json["seconds_to_best"] = number(run.directory.seconds_to_best);
  json["parameters_trained"] = count(run.directory.parameters_trained);
  json["images_per_second"] = number(run.directory.images_per_second);
  return json;
}

Json pair_json(const Comparison& comparison, const ComparedPair& pair) {
  return {{"first", comparison.runs[pair.first].name},
          {"second", comparison.runs[pair.second].name},
          {"both_right", pair.both_right},
          {"only_first_right", pair.discordant.only_first},
          {"only_second_right", pair.discordant.only_second},
          {"both_wrong", pair.both_wrong},
          {"difference", pair.difference},
          {"difference_interval", interval_json(pair.interval)},
          {"mcnemar_p", pair.p_value},
          {"mcnemar_p_holm", pair.p_adjusted},
          {"beyond_chance", pair.better}};
}

Json repeats_json(const Comparison& comparison, const RepeatedRuns& repeated) {
  Json json;
  json["run"] = comparison.runs[repeated.runs.front()].name;
  json["runs"] = Json::array();
  for (const std::size_t run : repeated.runs) json["runs"].push_back(comparison.runs[run].name);
  json["accuracies"] = repeated.accuracies;
  json["mean"] = repeated.mean;
  json["mean_interval"] = interval_json(repeated.interval);
  return json;
}

}  // namespace

std::string compare_csv(const Comparison& comparison) {
  std::string csv;
  CsvLine line(csv);
  for (const char* name : {"run", "command", "repeat_of", "images", "accuracy", "accuracy_low", "accuracy_high",
                           "balanced_accuracy", "macro_f1"}) {
    line.text(name);
  }
  for (const auto& [name, value] : cost_of(comparison.runs.front().directory)) line.text(name);
  line.text("answered_share").text("accuracy_of_answered").text("best_epoch_by").end();
  const auto cell = [&line](const std::optional<double>& value) { line.number(value.value_or(std::nan(""))); };
  for (const ComparedRun& run : comparison.runs) {
    const ClassificationMetrics& metrics = run.figures.metrics;
    line.text(run.name).text(run.directory.command);
    line.text(run.repeat_of ? comparison.runs[*run.repeat_of].name : "");
    line.integer(static_cast<long long>(comparison.photos()));
    for (const std::optional<double>& value :
         {metrics.accuracy, std::optional(metrics.accuracy_interval.low), std::optional(metrics.accuracy_interval.high),
          metrics.balanced_accuracy, metrics.macro_f1}) {
      cell(value);
    }
    for (const auto& [name, value] : cost_of(run.directory)) cell(value);
    cell(answered_share(comparison, run));
    cell(answered_accuracy(comparison, run));
    line.text(run.directory.best_epoch ? kBestEpochBy : "").end();
  }
  return csv;
}

std::string compare_json(const Comparison& comparison) {
  Json json;
  json["images"] = comparison.photos();
  json["classes"] = comparison.classes;
  json["runs"] = Json::array();
  for (const ComparedRun& run : comparison.runs) json["runs"].push_back(run_json(comparison, run));
  json["pairs"] = Json::array();
  for (const ComparedPair& pair : comparison.pairs) json["pairs"].push_back(pair_json(comparison, pair));
  json["repeats"] = Json::array();
  for (const RepeatedRuns& repeated : comparison.repeats) json["repeats"].push_back(repeats_json(comparison, repeated));
  json["disagreements"] = comparison.disagreements.size();
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
