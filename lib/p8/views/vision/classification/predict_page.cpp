#include "p8/views/vision/classification/predict_page.h"

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/classification/classification_sections.h"

namespace p8::views {

namespace {

using namespace report;

Definitions settings(const PredictPage& view) {
  Definitions items;
  const auto add = [&](const Text& term, const Text& description) { items.items.push_back({term, description}); };
  add({"Classifier", "Classifieur"}, text("{0}, {1}", "{0}, {1}", user_text(view.model), user_text(view.model_name)));
  add({"Abstention", "Abstention"},
      view.abstain_below ? text("no answer below a probability of {0}", "pas de réponse sous une probabilité de {0}",
                                Number{*view.abstain_below, percent(0)})
                         : Text{"none: every image gets a class", "aucune : chaque image reçoit une classe"});
  add({"Computed on", "Calcul"}, user_text(view.device + ", " + view.precision));
  return items;
}

void add_results(const PredictPage& view, Page& page) {
  const ClassificationView all{view.classification, view.figures, view.thumbnails, &view.seen};
  page.lead = classification_lead(all);
  KeyFigures cards = classification_cards(all);
  cards.figures.push_back(speed_card(view.images_per_second, view.device, view.precision));
  page.answer.push_back(std::move(cards));
  warn_of_seen(all, page);
  add_classification_sections(all, page);
}

}  // namespace

Page predict_page(const PredictPage& view) {
  Page page;
  page.kicker = {"Photos classified", "Photos classées"};
  page.title =
      text("{0}: photos sorted into {1}", "{0} : photos réparties en {1}", user_text(file_name(view.data_name)),
           plural(static_cast<std::int64_t>(view.classification.classes.size()), {"{0} class", "{0} classe"},
                  {"{0} classes", "{0} classes"}));
  if (view.classification.images.empty()) {
    page.verdict = Badge{Tone::Warning, {"No image could be read", "Aucune image lisible"}};
    page.lead = {"There is nothing to classify. The reasons are given below.",
                 "Il n'y a rien à classer. Les raisons figurent ci-dessous."};
  } else {
    add_results(view, page);
  }
  if (!view.classification.failed.empty()) page.sections.push_back(failed_section(view.classification.failed));
  Section how = run_section(view.record);
  how.blocks.insert(how.blocks.begin(), settings(view));
  page.sections.push_back(std::move(how));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
