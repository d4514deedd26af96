#include "p8/serve/what_if_form.h"

#include <algorithm>
#include <cmath>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/number.h"
#include "p8/report/escape.h"
#include "p8/serve/page_links.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::serve {

namespace {

using namespace report;

const std::string kPrefix = "v.";

/// The value as the data have it: a number, the text of a category, "" where it is missing.
std::string raw_text(const Feature& feature, double value) {
  if (std::isnan(value)) return {};
  if (feature.kind == FeatureKind::Number) return p8::number_text(value);
  const auto code = static_cast<std::size_t>(value);
  return code < feature.categories.size() ? feature.categories[code] : std::string();
}

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

/// A comma as the French write it, for a point.
std::string with_point(std::string number) {
  if (std::count(number.begin(), number.end(), ',') == 1 && number.find('.') == std::string::npos) {
    number[number.find(',')] = '.';
  }
  return number;
}

void add_setting(const Dashboard& dashboard, const std::string& name, const std::string& value,
                 const std::vector<double>& values, std::vector<Setting>& settings, std::vector<Text>& problems) {
  const Schema& schema = dashboard.model().card.schema;
  const std::optional<std::size_t> column = dashboard.column(name);
  if (!column) {
    problems.push_back(
        text("The model does not read “{0}”.", "Le modèle ne lit pas « {0} ».", user_text(printable(name, 60))));
    return;
  }
  const Feature& feature = schema.features()[*column];
  const bool is_number = feature.kind == FeatureKind::Number;
  try {
    const Setting setting =
        parse_setting(feature.name + "=" + (is_number ? with_point(value) : value), schema, dashboard.ranges());
    const double own = values[setting.feature];
    const bool is_same = std::isnan(own) ? std::isnan(setting.value) : own == setting.value;
    if (!is_same) settings.push_back(setting);
  } catch (const Error&) {  // its words are those of the command line
    const Text label = views::label_of(dashboard.catalogue(), feature.name);
    const Text shown = user_text(printable(value, 60));
    problems.push_back(is_number
                           ? text("{0}: “{1}” is not a number.", "{0} : « {1} » n'est pas un nombre.", label, shown)
                           : text("{0}: “{1}” is not one of its values.",
                                  "{0} : « {1} » ne fait pas partie de ses valeurs.", label, shown));
  }
}

FormField value_field(const views::DashboardView& view, const views::ClientCase& client, std::size_t f,
                      const std::string& value) {
  const Feature& feature = view.model.card.schema.features()[f];
  const ColumnEntry entry = view.catalogue.entry(feature.name);
  const Text label = views::label_of(view.catalogue, feature.name);
  const Text today = views::shown_value(entry, feature, client.explanation.values[f]);
  FormField field;
  field.name = kPrefix + feature.name;
  field.value = value;
  field.label = text("{0} (today: {1})", "{0} (aujourd'hui : {1})", label, today);
  if (feature.kind == FeatureKind::Number) {
    field.kind = FormField::Kind::Number;
    if (entry.factor != 1.0) {
      field.label = text("{0}, in the unit of the data (today: {1})",
                         "{0}, dans l'unité des données (aujourd'hui : {1})", label, today);
    }
    return field;
  }
  field.kind = FormField::Kind::Select;
  field.options.emplace_back("", views::shown_value(entry, feature, kMissing));
  for (std::size_t code = 0; code < feature.categories.size(); ++code) {
    field.options.emplace_back(feature.categories[code], views::shown_value(entry, feature, static_cast<double>(code)));
  }
  return field;
}

}  // namespace

std::vector<Setting> settings_of(const Dashboard& dashboard, const std::vector<double>& values,
                                 const PageRequest& request, std::vector<Text>& problems) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : request.fields) {
    if (starts_with(name, kPrefix)) {
      add_setting(dashboard, name.substr(kPrefix.size()), value, values, settings, problems);
    }
  }
  if (const std::string& other = request.field("other"); !other.empty()) {
    add_setting(dashboard, other, request.field("other_value"), values, settings, problems);
  }
  return settings;
}

Form what_if_form(const views::DashboardView& view, const Dashboard& dashboard, const views::ClientCase& client,
                  const PageRequest& request) {
  Form form{{"Try other values", "Essayer d'autres valeurs"},
            "client",
            {{FormField::Kind::Hidden, "id", {}, client.explanation.id}},
            {"Score again", "Évaluer à nouveau"},
            dashboard.suggestions()};
  const std::vector<double>& values = client.explanation.values;
  const auto tried = [&](std::size_t f) {
    for (const Setting& setting : client.settings) {
      if (setting.feature == f) return setting.value;
    }
    return values[f];
  };
  std::vector<std::size_t> offered;
  for (const Setting& setting : client.settings) offered.push_back(setting.feature);
  for (const std::size_t s : view.features.ranking(client.explanation.contributions)) {
    const std::size_t f = view.features.members(s).front();
    const bool is_there = std::find(offered.begin(), offered.end(), f) != offered.end();
    if (offered.size() < view.options.features && view.features.members(s).size() == 1 && !is_there) {
      offered.push_back(f);
    }
  }
  for (const std::size_t f : offered) {
    form.fields.push_back(value_field(view, client, f, raw_text(view.model.card.schema.features()[f], tried(f))));
  }
  FormField other{FormField::Kind::Text, "other", {"Another characteristic", "Une autre variable"}, ""};
  other.suggests = true;
  form.fields.push_back(std::move(other));
  form.fields.push_back({FormField::Kind::Text, "other_value", {"Its value", "Sa valeur"}, ""});
  keep_fields(request, {"n", "compare", "x", "y", "colour"}, form);
  add_language(request, form);
  return form;
}

void keep_fields(const PageRequest& request, const std::vector<std::string>& beginnings, Form& form) {
  for (const auto& [name, value] : request.fields) {
    const bool is_kept = std::any_of(beginnings.begin(), beginnings.end(),
                                     [&, &text = name](const std::string& start) { return starts_with(text, start); });
    if (is_kept && !value.empty()) form.fields.push_back({FormField::Kind::Hidden, name, {}, value});
  }
}

}  // namespace p8::serve
