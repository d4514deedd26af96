#include "p8/views/vision/classification/zeroshot_page.h"

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/classification/zeroshot_sections.h"

namespace p8::views {

namespace {

using namespace report;

Section how_section(const ZeroshotPage& view) {
  Section section = run_section(view.record);
  section.blocks.insert(section.blocks.begin(), zeroshot_settings(view));
  return section;
}

/// No image: says why.
void add_nothing_read(const ZeroshotPage& view, Page& page) {
  page.verdict = Badge{Tone::Warning, {"No image could be read", "Aucune image lisible"}};
  page.lead = view.result.classification.failed.empty()
                  ? Text{"The data list no image: there is nothing to classify.",
                         "Les données ne citent aucune image : il n'y a rien à classer."}
                  : Text{"There is nothing to classify. The reasons are given below.",
                         "Il n'y a rien à classer. Les raisons figurent ci-dessous."};
}

void add_results(const ZeroshotPage& view, Page& page) {
  const ClassificationView all{view.result.classification, view.figures, view.thumbnails, &view.seen};
  page.lead = classification_lead(all);
  if (const std::size_t failed = view.result.classification.failed.size(); failed > 0) {
    const Text count =
        plural(static_cast<std::int64_t>(failed), {"{0} image", "{0} image"}, {"{0} images", "{0} images"});
    page.lead = text("{0} Left out because unreadable: {1}.", "{0} Écartées car illisibles : {1}.", page.lead, count);
  }
  KeyFigures cards = classification_cards(all);
  cards.figures.push_back(speed_card(view.images_per_second, view.device, view.precision));
  page.answer.push_back(std::move(cards));
  warn_of_seen(all, page);
  add_classification_sections(all, page);
}

}  // namespace

Page zeroshot_page(const ZeroshotPage& view) {
  const Classification& all = view.result.classification;
  Page page;
  page.kicker = {"Zero-shot classification", "Classification sans apprentissage (zero-shot)"};
  page.title =
      text("{0}: photos sorted into {1}", "{0} : photos réparties en {1}", user_text(file_name(view.data_name)),
           plural(static_cast<std::int64_t>(all.classes.size()), {"{0} class", "{0} classe"},
                  {"{0} classes", "{0} classes"}));
  if (all.images.empty()) {
    add_nothing_read(view, page);
  } else {
    add_results(view, page);
  }
  const bool failed_first = all.images.empty();
  if (failed_first && !all.failed.empty()) page.sections.push_back(failed_section(all.failed));
  page.sections.push_back(prompts_section(view));
  if (view.result.retrieval) page.sections.push_back(retrieval_section(*view.result.retrieval));
  if (!view.result.long_texts.empty()) page.sections.push_back(long_texts_section(view));
  if (!failed_first && !all.failed.empty()) page.sections.push_back(failed_section(all.failed));
  page.sections.push_back(how_section(view));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
