#include "p8/views/common/run_section.h"

#include "p8/report/escape.h"
#include "p8/report/number.h"

namespace p8::views {

namespace {

using report::Cell;
using report::Definitions;
using report::integer;
using report::Number;

const Text* role_name(const std::string& role) {
  static const std::pair<const char*, Text> kRoles[] = {
      {"data", {"Data", "Données"}},
      {"model", {"Model", "Modèle"}},
      {"vocabulary", {"Vocabulary", "Vocabulaire"}},
      {"images", {"Images", "Images"}},
      {"predictions", {"Predictions", "Prédictions"}},
      {"study", {"Study", "Étude"}},
      {"run", {"Run", "Exécution"}},
      {"images", {"Images", "Images"}},
      {"vocabulary", {"Vocabulary", "Vocabulaire"}},
      {"classifier", {"Classifier", "Classifieur"}},
      {"reference", {"Reference data", "Données de référence"}},
  };
  for (const auto& [name, text] : kRoles) {
    if (role == name) return &text;
  }
  return nullptr;
}

std::string command_line(const RunRecord& record) { return "p8 " + record.command + " " + record.options_json; }

}  // namespace

report::Section run_section(const RunRecord& record) {
  Definitions items;
  items.items.push_back({{"Program", "Programme"}, Cell{same(std::string("p8 ") + kVersion)}});
  items.items.push_back({{"Started", "Lancé le"}, Cell{report::date_text(utc_time(record.start))}});
  for (const RunRecord::Input& input : record.inputs) {
    const Text* const role = role_name(input.role);
    items.items.push_back(
        {role != nullptr ? *role : same(input.role),
         Cell{text("{0} — {1} bytes, SHA-256 {2}", "{0} — {1} octets, SHA-256 {2}", report::user_text(input.path),
                   Number{static_cast<double>(input.digest.bytes), integer()}, input.digest.sha256)}});
  }
  items.items.push_back({{"Seed", "Graine aléatoire"}, Cell{same(std::to_string(record.seed))}});
  items.items.push_back({{"Threads", "Fils d'exécution"}, Cell{same(std::to_string(record.threads))}});
  std::string libraries;
  for (const auto& [name, version] : record.libraries)
    libraries += (libraries.empty() ? "" : ", ") + name + " " + version;
  items.items.push_back({{"Libraries", "Bibliothèques"}, Cell{same(libraries)}});

  report::Section section;
  section.heading = {"How this was made", "Traçabilité"};
  section.anchor = "how";
  section.blocks.push_back(items);
  section.blocks.push_back(report::Code{{"Command and options", "Commande et options"}, command_line(record)});
  return section;
}

Text page_footer(const RunRecord& record) {
  const Text date = report::date_text(utc_time(record.start));
  return text("Made by p8 {0} on {1}.", "Produit par p8 {0} le {1}.", kVersion, date);
}

}  // namespace p8::views
