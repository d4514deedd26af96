#include "p8/views/vision/lime/lime_page.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/statistics/statistics.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/lime/lime_sections.h"

namespace p8::views {

namespace {

using namespace report;

/// A figure of every map.
template <typename Value>
std::vector<double> of_maps(const LimeResult& result, Value value) {
  std::vector<double> values;
  for (const ExplainedImage& photo : result.photos) {
    for (std::size_t i = 0; i < photo.explanation.labels.size(); ++i) {
      values.push_back(value(photo.explanation.labels[i], photo.maps[i]));
    }
  }
  return values;
}

double median(const std::vector<double>& values) { return quantiles(values, {0.5}).front(); }

Text lead(const LimePage& view) {
  const LimeResult& result = view.result;
  if (result.photos.size() == 1) {
    const ExplainedImage& photo = result.photos.front();
    const LabelExplanation& label = photo.explanation.labels.front();
    const Text name = user_text(result.classes[label.label]);
    const Text reading = evidence_in_words(photo.maps.front().evidence, name);
    return text("The model gives {0} a probability of {1}. {2}",
                "Le modèle donne à « {0} » une probabilité de {1}. {2}", name, Number{label.probability, percent(0)},
                reading);
  }
  const auto share = of_maps(result, [](const auto&, const MapPicture& map) { return map.evidence.share; });
  const auto area = of_maps(result, [](const auto&, const MapPicture& map) { return map.evidence.area; });
  return text("{0}. In a typical map, at most four regions, covering {2} of the picture, carry {1} of the evidence.",
              "{0}. Sur une carte typique, quatre régions au plus, soit {2} de l'image, portent {1} des indices en "
              "faveur de la classe.",
              plural(static_cast<std::int64_t>(result.photos.size()), {"{0} photo explained", "{0} photo expliquée"},
                     {"{0} photos explained", "{0} photos expliquées"}),
              Number{median(share), percent(0)}, Number{median(area), percent(0)});
}

KeyFigures cards(const LimePage& view) {
  const MapCounts counts = map_counts(view);
  const auto r2 = of_maps(view.result, [](const LabelExplanation& label, const auto&) { return label.r2; });
  const auto stability =
      of_maps(view.result, [](const LabelExplanation& label, const auto&) { return label.stability.jaccard; });
  const bool several = counts.maps > 1;
  const Text note = several ? Text{"median of the maps", "médiane des cartes"} : Text{};
  KeyFigures figures;
  figures.figures.push_back({{"Photos", "Photos"}, count_of(view.result.photos.size()), {}, {}});
  figures.figures.push_back(
      {{"Better than chance", "Mieux que le hasard"},
       text("{0} of {1}", "{0} sur {1}", count_of(counts.maps - counts.by_chance), count_of(counts.maps)),
       {},
       {"maps that beat random rankings", "cartes meilleures que des classements au hasard"}});
  figures.figures.push_back({{"R²", "R²"}, Number{median(r2), fixed(2)}, {}, note});
  figures.figures.push_back({{"Stability (shared top five)", "Stabilité (part commune des 5 régions fortes)"},
                             Number{median(stability), fixed(2)},
                             {},
                             note});
  return figures;
}

void add_warning(const LimePage& view, Page& page) {
  const MapCounts counts = map_counts(view);
  if (counts.by_chance == 0) return;
  page.answer.push_back(Notice{
      Tone::Warning,
      counts.maps == 1
          ? Text{"Do not trust this map", "Ne vous fiez pas à cette carte"}
          : text("{0} of {1} maps do not beat chance", "{0} cartes sur {1} ne font pas mieux que le hasard",
                 count_of(counts.by_chance), count_of(counts.maps)),
      {"Hiding the regions in a random order changes the probability as much as hiding them in the map's order. The "
       "picture may still look convincing. More samples or other segments may help; otherwise, the model relies on "
       "something that regions cannot show.",
       "Masquer les régions dans un ordre tiré au hasard change la probabilité autant que dans l'ordre de la carte. "
       "L'image peut tout de même sembler convaincante. Davantage d'échantillons ou d'autres segments peuvent aider ; "
       "sinon, le modèle se décide sur autre chose que ce que montrent les régions."}});
}

}  // namespace

Page lime_page(const LimePage& view) {
  Page page;
  page.kicker = {"Photos explained", "Photos expliquées"};
  page.title =
      text("{0}: what the model looks at", "{0} : ce que regarde le modèle", user_text(file_name(view.data_name)));
  if (view.result.photos.empty()) {
    page.verdict = Badge{Tone::Warning, {"No photo could be explained", "Aucune photo expliquée"}};
    page.lead = {"There is nothing to explain. The reasons are given below.",
                 "Il n'y a rien à expliquer. Les raisons figurent ci-dessous."};
  } else {
    page.lead = lead(view);
    page.answer.push_back(cards(view));
    add_warning(view, page);
    page.picker = class_picker(view);
    if (!view.result.averages.empty()) page.sections.push_back(averages_section(view));
    for (Section& section : image_sections(view)) page.sections.push_back(std::move(section));
    page.sections.push_back(belief_section(view));
  }
  if (!view.result.failed.empty()) page.sections.push_back(failed_section(view.result.failed));
  Section how = run_section(view.record);
  how.blocks.insert(how.blocks.begin(), lime_settings(view));
  page.sections.push_back(std::move(how));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
