#include "p8/views/vision/classification/confusions.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kInWords = 3;

/// (C, C + 1) row-major, the last column: abstentions.
struct Counts {
  std::size_t classes = 0;
  std::vector<std::size_t> cells;

  std::size_t at(std::size_t truth, std::size_t column) const { return cells[truth * (classes + 1) + column]; }
  std::size_t of_class(std::size_t truth) const {
    std::size_t sum = 0;
    for (std::size_t column = 0; column <= classes; ++column) sum += at(truth, column);
    return sum;
  }
};

Counts counts_of(const Classification& classification) {
  Counts counts{classification.classes.size(), {}};
  counts.cells.assign(counts.classes * (counts.classes + 1), 0);
  for (const ImagePrediction& image : classification.images) {
    if (image.label) ++counts.cells[*image.label * (counts.classes + 1) + image.predicted.value_or(counts.classes)];
  }
  return counts;
}

bool has_abstentions(const Counts& counts) {
  for (std::size_t truth = 0; truth < counts.classes; ++truth) {
    if (counts.at(truth, counts.classes) > 0) return true;
  }
  return false;
}

Text one_in_words(const Classification& classification, const Confusion& confusion) {
  const Text truth = user_text(classification.classes[confusion.truth]);
  const Text predicted = user_text(classification.classes[confusion.predicted]);
  return confusion.images == 1 ? text("1 image of {0} was taken for {1}",
                                      "1 image de la classe « {0} » a été prise pour « {1} »", truth, predicted)
                               : text("{2} images of {0} were taken for {1}",
                                      "{2} images de la classe « {0} » ont été prises pour « {1} »", truth, predicted,
                                      count_of(confusion.images));
}

}  // namespace

std::vector<Confusion> frequent_confusions(const Classification& classification) {
  const Counts counts = counts_of(classification);
  std::vector<Confusion> confusions;
  for (std::size_t truth = 0; truth < counts.classes; ++truth) {
    for (std::size_t predicted = 0; predicted < counts.classes; ++predicted) {
      const std::size_t images = counts.at(truth, predicted);
      if (truth != predicted && images > 0) confusions.push_back({truth, predicted, images});
    }
  }
  std::stable_sort(confusions.begin(), confusions.end(),
                   [](const Confusion& a, const Confusion& b) { return a.images > b.images; });
  return confusions;
}

Text confusions_in_words(const Classification& classification, const std::vector<Confusion>& confusions) {
  std::vector<Text> parts;
  for (std::size_t i = 0; i < std::min(kInWords, confusions.size()); ++i) {
    parts.push_back(one_in_words(classification, confusions[i]));
  }
  return list_in_words(parts);
}

HeatMap confusion_chart(const Classification& classification, const std::vector<Confusion>& confusions) {
  const Counts counts = counts_of(classification);
  const std::size_t columns = counts.classes + (has_abstentions(counts) ? 1 : 0);
  HeatMap chart;
  chart.text.title = {"Which classes are confused", "Quelles classes sont confondues"};
  chart.text.summary =
      confusions.empty()
          ? Text{"Every classified image got the right class.", "Chaque image classée l'est dans la bonne classe."}
          : has_abstentions(counts)
          ? Text{"The outlined diagonal holds the right answers; everything off it is an error, except the last column: images without an answer.",
                 "La diagonale encadrée contient les bonnes réponses ; tout le reste est une erreur, sauf la dernière "
                 "colonne : les images sans réponse."}
          : Text{"The outlined diagonal holds the right answers; everything off it is an error.",
                 "La diagonale encadrée contient les bonnes réponses ; tout le reste est une erreur."};
  chart.text.description = text(
      "{0} A matrix of counts: each row is a true class, each column a predicted one. All counts are in the table "
      "below.",
      "{0} Une matrice d'effectifs : chaque ligne est une classe réelle, chaque colonne "
      "une classe prédite. Tous les effectifs figurent dans le tableau ci-dessous.",
      chart.text.summary);
  chart.rows_are = {"true class", "classe réelle"};
  chart.columns_are = {"predicted class", "classe prédite"};
  for (const std::string& name : classification.classes) chart.names.push_back(user_text(name));
  if (columns > counts.classes) chart.more_columns = {{"not answered", "sans réponse"}};
  for (std::size_t truth = 0; truth < counts.classes; ++truth) {
    for (std::size_t column = 0; column < columns; ++column) {
      chart.values.push_back(static_cast<double>(counts.at(truth, column)));
      chart.levels.push_back(ratio(counts.at(truth, column), counts.of_class(truth)));
    }
  }
  chart.level_name = {"Share of the true class:", "Part de la classe réelle :"};
  chart.limits = {0.0, 0.05, 0.2, 0.5, 0.8, 1.0};  // finer where mistakes are
  chart.diagonal_name = {"right answers", "bonnes réponses"};
  return chart;
}

Table confusions_table(const Classification& classification, const std::vector<Confusion>& confusions,
                       std::size_t most) {
  const Counts counts = counts_of(classification);
  Table table;
  table.caption = {"The most frequent confusions", "Les confusions les plus fréquentes"};
  table.columns = {{{"True class", "Classe réelle"}},
                   {{"Predicted class", "Classe prédite"}},
                   {{"Images", "Images"}},
                   {{"Share of the true class", "Part de la classe réelle"}}};
  for (std::size_t i = 0; i < std::min(most, confusions.size()); ++i) {
    const Confusion& confusion = confusions[i];
    table.rows.push_back({user_text(classification.classes[confusion.truth]),
                          user_text(classification.classes[confusion.predicted]), count_of(confusion.images),
                          Number{ratio(confusion.images, counts.of_class(confusion.truth)), percent(1)}});
  }
  return table;
}

}  // namespace p8::views
