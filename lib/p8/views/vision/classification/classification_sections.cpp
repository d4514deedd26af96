#include "p8/views/vision/classification/classification_sections.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/classification/confusions.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kLargestMatrix = 20;  // classes; beyond it the cells say less than a list
constexpr std::size_t kConfusionsListed = 25;
constexpr std::size_t kFailedListed = 500;  // errors.csv has them all

}  // namespace

void warn_of_seen(const ClassificationView& view, Page& page) {
  if (!view.has_seen()) return;
  const std::size_t seen = view.seen->count;
  page.answer.push_back(Notice{
      Tone::Warning,
      plural(static_cast<std::int64_t>(seen),
             {"{0} photo that the classifier was built with", "{0} photo qui a servi à construire le classifieur"},
             {"{0} photos that the classifier was built with", "{0} photos qui ont servi à construire le classifieur"}),
      {"It was trained on them, or its best epoch was chosen on them, so its answers to them are better than to new "
       "photos. The figures and charts below count all photos.",
       "Il a été entraîné sur elles, ou sa meilleure époque a été choisie d'après elles : ses réponses y sont "
       "meilleures que sur de nouvelles photos. Les chiffres et graphiques ci-dessous comptent toutes les photos."}});
}

Section confusions_section(const ClassificationView& view) {
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  Section section{{"Where it goes wrong", "Erreurs du modèle"}, {}, "errors"};
  section.blocks.push_back(Paragraph{
      confusions.empty()
          ? Text{"Nowhere: no image was misclassified.", "Aucune : chaque image classée l'est dans la bonne classe."}
          : text("Most frequent first: {0}.", "De la plus à la moins fréquente : {0}.",
                 confusions_in_words(view.classification, confusions))});
  const bool drawn = view.classification.classes.size() <= kLargestMatrix;
  if (drawn) section.blocks.push_back(confusion_chart(view.classification, confusions));
  if (!confusions.empty()) {
    Table table = confusions_table(view.classification, confusions, kConfusionsListed);
    table.folded = drawn;
    section.blocks.push_back(std::move(table));
  }
  return section;
}

Section pictures_section(const ClassificationView& view) {
  const Classification& all = view.classification;
  Section section{{"In pictures", "En images"}, {}, "pictures"};
  const auto add = [&](const std::vector<std::size_t>& images, const Text& caption, const Text& none) {
    if (!images.empty()) {
      section.blocks.push_back(gallery_of(all, images, view.thumbnails, caption));
    } else if (!none.en.empty()) {
      section.blocks.push_back(Paragraph{none});
    }
  };
  if (!has_labels(all)) {
    add(shown_surest(all, kImagesShown),
        {"The most confident answers, each class in turn", "Les réponses les plus sûres, chaque classe à son tour"},
        {});
    add(shown_least_sure(all, kImagesShown),
        {"The least confident answers: check these first", "Les réponses les moins sûres : à regarder d'abord"}, {});
    return section;
  }
  section.blocks.push_back(
      Paragraph{{"A confident mistake is often a wrong label or a photo that fits two classes. Below each picture is "
                 "the predicted class with its probability.",
                 "Une erreur commise avec assurance vient souvent d'une étiquette fausse ou d'une photo qui convient à "
                 "deux classes. Sous chaque image figure la classe prédite, avec sa probabilité."}});
  add(shown_mistakes(all, kImagesShown),
      {"The most confident mistakes", "Les erreurs commises avec le plus d'assurance"},
      {"No image was misclassified.", "Aucune image n'est mal classée."});
  add(shown_right(all, kImagesShown),
      {"The most confident right answers, each class in turn",
       "Les bonnes réponses les plus assurées, chaque classe à son tour"},
      {"No image was classified correctly.", "Aucune image n'est bien classée."});
  return section;
}

void add_classification_sections(const ClassificationView& view, Page& page) {
  if (view.figures.labelled == 0) {
    page.sections.push_back(counts_section(view));
  } else if (view.figures.answered > 0) {
    page.sections.push_back(confusions_section(view));
  }
  page.sections.push_back(pictures_section(view));
  if (view.figures.answered > 0) page.sections.push_back(classes_section(view));
  if (view.figures.labelled > 0) page.sections.push_back(confidence_section(view));
}

Section failed_section(const std::vector<FailedImage>& failed) {
  Section section{{"Images that could not be read", "Images illisibles"}, {}, "failed"};
  section.blocks.push_back(
      Notice{Tone::Warning,
             plural(static_cast<std::int64_t>(failed.size()), {"{0} image left out", "{0} image écartée"},
                    {"{0} images left out", "{0} images écartées"}),
             {"They are left out of every figure on this page; errors.csv lists them with the same reasons.",
              "Elles ne comptent dans aucun chiffre de cette page ; errors.csv les énumère avec les mêmes raisons."}});
  const bool has_rows =
      std::any_of(failed.begin(), failed.end(), [](const FailedImage& image) { return image.row > 0; });
  Table table;
  table.caption = failed.size() > kFailedListed ? text("The first {0}", "Les {0} premières", count_of(kFailedListed))
                                                : Text{"Unreadable images", "Images illisibles"};
  table.columns = {{{"Image", "Image"}}};
  if (has_rows) table.columns.push_back({{"Row", "Ligne"}});
  table.columns.push_back({{"Reason", "Raison"}});
  for (std::size_t i = 0; i < std::min(kFailedListed, failed.size()); ++i) {
    std::vector<Cell> row = {user_text(failed[i].image)};
    if (has_rows) row.push_back(failed[i].row > 0 ? Cell(count_of(failed[i].row)) : Cell(Text{}));
    row.emplace_back(failed[i].reason);
    table.rows.push_back(std::move(row));
  }
  table.searchable = table.rows.size() > 25;
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace p8::views
