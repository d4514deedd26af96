#include "p8/serve/dashboard.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "p8/credit/remote/api_scorer.h"
#include "p8/report/escape.h"
#include "p8/report/number.h"
#include "p8/views/credit/common/column_axis.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::serve {

namespace {

std::vector<std::string> names_of(const Schema& schema) {
  std::vector<std::string> names;
  for (const Feature& feature : schema.features()) names.push_back(feature.name);
  return names;
}

/// Words as they are compared: without marks of isolation, and with the plain signs for those of French typography.
std::string key_of(const std::string& words) {
  std::string key = report::without_isolates(words);
  for (const auto& [sign, plain] :
       {std::pair<std::string, const char*>{"\u00A0", " "}, {"\u202F", " "}, {"\u2019", "'"}}) {
    for (std::size_t i = key.find(sign); i != std::string::npos; i = key.find(sign, i)) {
      key.replace(i, sign.size(), plain);
    }
  }
  return key;
}

std::set<std::string> keys_of(const Text& words) { return {key_of(words.en), key_of(words.fr)}; }

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
      nearest_(sample_),
      ranges_(settings_.reference.empty() ? profile_features(model_.card.schema, population_.gather(sample_.rows))
                                          : settings_.reference),
      library_(population_, model_.card.schema, settings_.texts, settings_.rule.threshold,
               [this](const std::string& name) { return views::summary_options(settings_.catalogue.entry(name)); }),
      features_(model_.card.schema, remembering(settings_.catalogue, model_.card.schema)),
      ranks_(population_.p_default()),
      search_(model_, ranges_,
              CounterfactualOptions{settings_.actionable, settings_.rule.threshold, settings_.shown.max_changes}),
      reader_(model_.card.schema),
      feature_digest_(digest_of_features(names_of(model_.card.schema))),
      by_risk_(population_.rows()) {
  rows_.reserve(population_.rows());
  for (std::size_t row = 0; row < population_.rows(); ++row) rows_.emplace(population_.id(row), row);
  name_columns();
  std::iota(by_risk_.begin(), by_risk_.end(), 0);
  const std::vector<double>& p = population_.p_default();
  std::stable_sort(by_risk_.begin(), by_risk_.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
}

void Dashboard::name_columns() {
  const std::vector<Feature>& features = model_.card.schema.features();
  std::unordered_map<std::string, std::size_t> counts;  // of columns in the same words
  for (const Feature& feature : features) {
    suggestions_.push_back(views::label_of(settings_.catalogue, feature.name));
    for (const std::string& key : keys_of(suggestions_.back())) ++counts[key];
  }
  for (std::size_t f = 0; f < features.size(); ++f) {
    const std::set<std::string> keys = keys_of(suggestions_[f]);
    const bool is_shared =
        std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return counts[key] > 1; });
    if (is_shared) {
      const Text name = report::user_text(features[f].name);
      suggestions_[f] = text("{0} ({1})", "{0} ({1})", suggestions_[f], name);
    }
    for (const std::string& key : keys_of(suggestions_[f])) columns_by_words_.emplace(key, f);
  }
  for (std::size_t f = 0; f < features.size(); ++f) columns_by_words_[features[f].name] = f;
}

std::optional<std::size_t> Dashboard::column(const std::string& words) const {
  const auto found = columns_by_words_.find(key_of(words));
  return found == columns_by_words_.end() ? std::nullopt : std::optional(found->second);
}

views::DashboardView Dashboard::view(const views::DashboardOptions& options) const {
  return {model_, population_,    sample_, library_,         settings_.catalogue, features_,
          ranks_, settings_.rule, options, settings_.record, settings_.data_name};
}

std::optional<std::size_t> Dashboard::find(const std::string& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Explanation> Dashboard::explanations(const std::vector<std::size_t>& rows) const {
  std::vector<std::string> ids;
  for (const std::size_t row : rows) ids.push_back(population_.id(row));
  return explain_clients(model_, ids, population_.gather(rows), settings_.rule);
}

std::vector<views::ProtectedMetrics> Dashboard::protected_metrics(const views::DashboardView& view) const {
  return views::protected_metrics(view, settings_.protected_columns, settings_.record.seed);
}

views::ClientCase Dashboard::client(std::size_t row, const std::vector<Setting>& settings) const {
  views::ClientCase client;
  client.row = row;
  const std::string& id = population_.id(row);
  client.explanation = explain_client(model_, id, population_.client(row), settings_.rule);
  for (const std::size_t i : nearest_.of(client.explanation.contributions, row, settings_.similar)) {
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
