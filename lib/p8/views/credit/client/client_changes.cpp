#include "p8/views/credit/client/client_changes.h"

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/client/client_decision.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

namespace {

using namespace report;

Text feature_label(const DashboardView& view, std::size_t f) {
  const std::string& name = view.model.card.schema.features()[f].name;
  return label_of(view.catalogue, name);
}

/// The value in words, with the value itself as the CSV files have it.
Cell value_cell(const DashboardView& view, std::size_t f, double value) {
  const Feature& feature = view.model.card.schema.features()[f];
  const Text words = shown_value(view.catalogue.entry(feature.name), feature, value);
  if (feature.kind == FeatureKind::Category) return words;
  return Measure{value, words};
}

Text value_words(const DashboardView& view, std::size_t f, double value) {
  const Feature& feature = view.model.card.schema.features()[f];
  return shown_value(view.catalogue.entry(feature.name), feature, value);
}

Table settings_table(const DashboardView& view, const ClientCase& client) {
  const Explanation& before = client.explanation;
  const Explanation& after = *client.after;
  Table table;
  table.caption = {"Before and after the change", "Avant et après le changement"};
  table.columns = {{{"", ""}}, {{"Today", "Aujourd'hui"}}, {{"With the change", "Avec le changement"}}};
  for (const Setting& setting : client.settings) {
    table.rows.push_back({feature_label(view, setting.feature),
                          value_cell(view, setting.feature, before.values[setting.feature]),
                          value_cell(view, setting.feature, setting.value)});
  }
  table.rows.push_back({Text{"Probability of default", "Probabilité de défaut"}, Number{before.p_default, percent(2)},
                        Number{after.p_default, percent(2)}});
  table.rows.push_back({Text{"Credit score (points)", "Score de crédit (points)"},
                        Number{static_cast<double>(before.points), integer()},
                        Number{static_cast<double>(after.points), integer()}});
  table.rows.push_back({Text{"Decision", "Décision"}, decision_badge(before.refused), decision_badge(after.refused)});
  table.sortable = false;
  return table;
}

void add_settings(const DashboardView& view, const ClientCase& client, Section& section) {
  const bool turns = client.explanation.refused != client.after->refused;
  section.blocks.push_back(Subheading{{"With other values", "Avec d'autres valeurs"}});
  section.blocks.push_back(Paragraph{
      turns ? text("With these values the decision is reversed. {0}", "Avec ces valeurs, la décision s'inverse. {0}",
                   decision_sentence(*client.after, view.rule))
            : text("With these values the decision stays the same. {0}",
                   "Avec ces valeurs, la décision reste la même. {0}", decision_sentence(*client.after, view.rule))});
  section.blocks.push_back(settings_table(view, client));
  for (const Setting& setting : client.settings) {
    if (!setting.out_of_range) continue;
    section.blocks.push_back(
        Notice{Tone::Warning,
               {"Outside the range seen in training", "Hors des valeurs vues à l'apprentissage"},
               text("{0}: no reference client has such a value, so the result is an extrapolation.",
                    "{0} : aucun client de référence n'a une telle valeur ; le résultat est donc une extrapolation.",
                    feature_label(view, setting.feature))});
  }
}

Table counterfactual_table(const DashboardView& view, const ClientCase& client) {
  Table table;
  table.caption =
      text("The smallest changes that would get client {0} accepted",
           "Les plus petits changements qui feraient accepter le client {0}", user_text(client.explanation.id));
  table.columns = {{{"Option", "Option"}},
                   {{"Characteristic", "Variable"}},
                   {{"Today", "Aujourd'hui"}},
                   {{"Needed value", "Valeur à atteindre"}},
                   {{"New probability of default", "Nouvelle probabilité de défaut"}}};
  for (std::size_t i = 0; i < client.counterfactuals.size(); ++i) {
    const Counterfactual& way = client.counterfactuals[i];
    for (const Change& change : way.changes) {
      table.rows.push_back({count_of(i + 1), feature_label(view, change.feature),
                            value_cell(view, change.feature, change.from), value_cell(view, change.feature, change.to),
                            Number{way.p_default, percent(2)}});
    }
  }
  table.sortable = false;
  return table;
}

Text limits(const DashboardView& view) {
  return plural(static_cast<std::int64_t>(view.options.max_changes), {"at most {0} change", "au plus {0} changement"},
                {"at most {0} changes", "au plus {0} changements"});
}

void add_counterfactuals(const DashboardView& view, const ClientCase& client, Section& section) {
  section.blocks.push_back(
      Subheading{{"The smallest changes that would reverse it", "Les plus petits changements qui l'inverseraient"}});
  if (!client.explanation.refused) {
    section.blocks.push_back(Paragraph{{"The application is accepted: no change is needed.",
                                        "La demande est acceptée : aucun changement n'est nécessaire."}});
    return;
  }
  if (client.counterfactuals.empty()) {
    section.blocks.push_back(
        Notice{Tone::Neutral,
               {"None within these limits", "Aucun dans ces limites"},
               text("Within the values seen in training, no combination of {0} to what the client can influence leads "
                    "to acceptance.",
                    "Parmi les variables que le client peut influencer et dans les limites des valeurs vues à "
                    "l'apprentissage, aucune combinaison ({0}) ne conduit à l'acceptation.",
                    limits(view))});
    return;
  }
  section.blocks.push_back(
      Paragraph{text("The search covers {0}, limited to what a client can influence and to values seen in training; "
                     "never age, gender or family. Each option was scored again by the same model. The model treats "
                     "each characteristic in isolation, whereas a new application is assessed as a whole.",
                     "La recherche porte sur {0}, parmi les seules variables qu'un client peut influencer et dans les "
                     "limites des valeurs vues à l'apprentissage ; jamais l'âge, le sexe ni la famille. Chaque option "
                     "a été réévaluée par le même modèle. Le modèle considère chaque variable isolément, alors qu'une "
                     "nouvelle demande est étudiée dans son ensemble.",
                     limits(view))});
  section.blocks.push_back(counterfactual_table(view, client));
}

}  // namespace

std::vector<Text> changes_in_words(const DashboardView& view, const Counterfactual& counterfactual) {
  std::vector<Text> words;
  for (const Change& change : counterfactual.changes) {
    words.push_back(text("{0}: {1} instead of {2}", "{0} : {1} au lieu de {2}", feature_label(view, change.feature),
                         value_words(view, change.feature, change.to), value_words(view, change.feature, change.from)));
  }
  return words;
}

std::optional<Section> client_changes_section(const DashboardView& view, const ClientCase& client,
                                              const std::string& anchor, const std::string& group) {
  if (!client.after && !view.options.searched) return std::nullopt;
  Section section;
  section.heading = group.empty()
                        ? Text{"What would change the decision", "Ce qui changerait la décision"}
                        : text("Client {0}: what would change the decision",
                               "Client {0} : ce qui changerait la décision", user_text(client.explanation.id));
  section.anchor = anchor + "changes";
  section.group = group;
  if (client.after) add_settings(view, client, section);
  if (view.options.searched) add_counterfactuals(view, client, section);
  return section;
}

}  // namespace p8::views
