#include "p8/serve/dashboard.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "p8/serve/api_scorer.h"
#include "p8/views/column_axis.h"
#include "p8/views/column_words.h"

namespace p8::serve {

namespace {

std::vector<std::string> names_of(const Schema& schema) {
  std::vector<std::string> names;
  for (const Feature& feature : schema.features()) names.push_back(feature.name);
  return names;
}

const ColumnCatalogue& remembering(ColumnCatalogue& catalogue, const Schema& schema) {
  catalogue.remember(names_of(schema));
  return catalogue;
}

}  // namespace

Dashboard::Dashboard(Model model, Population population, DashboardSettings settings)
    : model_(std::move(model)),
      population_(std::move(population)),
      settings_(std::move(settings)),
      sample_(sample_contributions(*model_.scorer, population_, settings_.sample, settings_.record.seed,
                                   settings_.threads)),
      ranges_(settings_.reference.empty() ? profile_features(model_.card.schema, population_.gather(sample_.rows))
                                          : settings_.reference),
      library_(population_, model_.card.schema, {}, settings_.rule.threshold,
               [this](const std::string& name) { return views::summary_options(settings_.catalogue.entry(name)); }),
      features_(model_.card.schema, remembering(settings_.catalogue, model_.card.schema)),
      ranks_(population_.p_default()),
      reader_(model_.card.schema),
      feature_digest_(digest_of_features(names_of(model_.card.schema))),
      by_risk_(population_.rows()) {
  rows_.reserve(population_.rows());
  for (std::size_t row = 0; row < population_.rows(); ++row) rows_.emplace(population_.id(row), row);
  for (const Feature& feature : model_.card.schema.features()) {
    suggestions_.emplace_back(feature.name, views::label_of(settings_.catalogue, feature.name));
  }
  std::iota(by_risk_.begin(), by_risk_.end(), 0);
  const std::vector<double>& p = population_.p_default();
  std::stable_sort(by_risk_.begin(), by_risk_.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
}

views::DashboardView Dashboard::view(const views::DashboardOptions& options) const {
  return {model_, population_,    sample_, library_,         settings_.catalogue, features_,
          ranks_, settings_.rule, options, settings_.record, settings_.data_name};
}

std::optional<std::size_t> Dashboard::find(const std::string& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

views::ClientCase Dashboard::client(std::size_t row, const std::vector<Setting>& settings) const {
  views::ClientCase client;
  client.row = row;
  const std::string& id = population_.id(row);
  client.explanation = explain_client(model_, id, population_.client(row), settings_.rule);
  for (const std::size_t i : nearest_clients(sample_, client.explanation.contributions, row, settings_.similar)) {
    client.similar.push_back(sample_.rows[i]);
  }
  client.settings = settings;
  if (!settings.empty()) {
    client.after = explain_client(model_, id, apply_settings(client.explanation.values, settings), settings_.rule);
  }
  return client;
}

const std::string& Dashboard::overall_page(Language language, const std::function<std::string()>& make) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string& page = overall_pages_[language == Language::French ? 1 : 0];
  if (page.empty()) page = make();
  return page;
}

}  // namespace p8::serve
