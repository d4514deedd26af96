#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "p8/credit/counterfactual/counterfactual.h"
#include "p8/credit/portfolio/explanation.h"
#include "p8/credit/portfolio/nearest_clients.h"
#include "p8/credit/portfolio/shap_sample.h"
#include "p8/serve/predict_request.h"
#include "p8/views/credit/common/dashboard.h"
#include "p8/views/credit/portfolio/audit_sections.h"

namespace p8::serve {

/// What the dashboard is made from besides model and clients.
struct DashboardSettings {
  DecisionRule rule;
  ColumnCatalogue catalogue;
  std::vector<FeatureProfile> reference;       ///< empty: the clients themselves
  std::size_t sample = 10'000;                 ///< clients whose SHAP values stand for those of all
  std::size_t similar = 200;                   ///< most similar clients to compare with
  views::DashboardOptions shown;               ///< what pages show where a request does not say
  std::vector<std::string> texts;              ///< names of the population's further columns
  std::vector<std::size_t> protected_columns;  ///< whose groups are compared; numbered as in ColumnSummaryCache
  std::vector<Actionable> actionable;          ///< what a search for changes may touch
  RunRecord record;
  std::string data_name;
  int threads = 1;
};

/// A model and all its clients, ready to be looked at; what all pages share is computed once. Does not change any more:
/// a reload makes another one. Safe to use from several threads.
class Dashboard {
 public:
  /// Throws as sample_contributions() does.
  Dashboard(Model model, Population population, DashboardSettings settings);
  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;

  const Model& model() const { return model_; }
  const Population& population() const { return population_; }
  const DecisionRule& rule() const { return settings_.rule; }
  const ColumnCatalogue& catalogue() const { return settings_.catalogue; }
  const views::DashboardOptions& shown() const { return settings_.shown; }
  const std::vector<FeatureProfile>& ranges() const { return ranges_; }  ///< what values are usual
  const PredictReader& reader() const { return reader_; }
  const std::string& feature_digest() const { return feature_digest_; }

  /// The model's columns in words, to be offered where one is to be named; with the name where words are not enough.
  const std::vector<Text>& suggestions() const { return suggestions_; }
  /// The column that is called so, or in words so in either language, as a browser sends back a suggestion.
  std::optional<std::size_t> column(const std::string& words) const;

  /// For the pages, with the choices of one request; borrows `options` and this.
  views::DashboardView view(const views::DashboardOptions& options) const;
  std::optional<std::size_t> find(const std::string& id) const;
  /// All rows of the population, highest P(default) first.
  const std::vector<std::size_t>& by_risk() const { return by_risk_; }
  /// The scores and contributions of some clients. Throws Error(Model).
  std::vector<Explanation> explanations(const std::vector<std::size_t>& rows) const;
  /// Explains one client, with the settings applied where there are any. Throws Error(Model).
  views::ClientCase client(std::size_t row, const std::vector<Setting>& settings) const;
  /// The smallest changes that turn a refusal, at most shown().max_changes; takes up to some tenths of a second.
  std::vector<Counterfactual> smallest_changes(const std::vector<double>& values) const { return search_.find(values); }
  /// The groups of the protected columns and how they are treated.
  std::vector<views::ProtectedMetrics> protected_metrics(const views::DashboardView& view) const;
  /// Made by `make` when it is first asked for.
  const std::string& overall_page(Language language, const std::function<std::string()>& make) const;

 private:
  void name_columns();

  Model model_;
  Population population_;
  DashboardSettings settings_;
  ShapSample sample_;
  NearestClients nearest_;
  std::vector<FeatureProfile> ranges_;
  ColumnSummaryCache library_;
  views::ShownFeatures features_;
  ScoreRanks ranks_;
  CounterfactualSearch search_;
  PredictReader reader_;
  std::string feature_digest_;
  std::unordered_map<std::string, std::size_t> rows_;
  std::vector<std::size_t> by_risk_;
  std::vector<Text> suggestions_;
  std::unordered_map<std::string, std::size_t> columns_by_words_;
  mutable std::mutex mutex_;
  mutable std::string overall_pages_[2];  // by language
};

}  // namespace p8::serve
