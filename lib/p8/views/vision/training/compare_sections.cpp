#include "p8/views/vision/training/compare_sections.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/classification/confusions.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kLinesTogether = 4;  // more could not be told apart
constexpr std::size_t kSmallMatrix = 12;   // classes; larger ones have no room beside each other

Number share(const std::optional<double>& value) { return {value.value_or(kUndefined), percent(1)}; }

Number known(const std::optional<std::size_t>& value) {
  return value ? count_of(*value) : Number{kUndefined, integer()};
}

Text name_of(const Comparison& comparison, std::size_t run) { return user_text(comparison.runs[run].name); }

BarChart accuracy_chart(const Comparison& comparison) {
  BarChart chart;
  chart.text.title = {"Accuracy on the same photos", "Exactitude sur les mêmes photos"};
  chart.text.summary = {
      "Whiskers are 95% intervals of each model alone. All models answer the same photos, so the pairs below say more "
      "than overlapping whiskers.",
      "Les moustaches sont les intervalles à 95 % de chaque modèle pris seul. Les modèles répondent aux mêmes photos : "
      "les paires ci-dessous en disent plus que le chevauchement des moustaches."};
  chart.x = {{"Share of right answers", "Part de bonnes réponses"}, percent(1), 0.0, 1.0};
  chart.label_heading = {"Model", "Modèle"};
  for (const std::size_t run : comparison.firsts()) {
    const ClassificationMetrics& metrics = comparison.runs[run].figures.metrics;
    chart.bars.push_back({name_of(comparison, run),
                          metrics.accuracy.value_or(kUndefined),
                          {},
                          metrics.accuracy_interval.low,
                          metrics.accuracy_interval.high});
  }
  return chart;
}

/// "5 of 8": the epoch of the lowest validation loss among those that were run.
Cell best_epoch(const RunDirectory& run) {
  if (!run.best_epoch || !run.epochs) return known(run.best_epoch);
  return Measure{static_cast<double>(*run.best_epoch),
                 text("{0} of {1}", "{0} sur {1}", count_of(*run.best_epoch), count_of(*run.epochs))};
}

/// "90.5% [85.8, 93.7]".
Cell accuracy_cell(const ClassificationMetrics& metrics) {
  const auto points = [](double end) { return Number{100.0 * end, fixed(1)}; };
  return Measure{metrics.accuracy.value_or(kUndefined),
                 text("{0} [{1}, {2}]", "{0} [{1} ; {2}]", share(metrics.accuracy),
                      points(metrics.accuracy_interval.low), points(metrics.accuracy_interval.high))};
}

Cell speed_cell(const RunDirectory& run) {
  if (!run.images_per_second) return Measure{kUndefined, not_measured()};
  return Number{*run.images_per_second, significant(3)};
}

/// "70.0%, right 91.4%": how many photos the run itself answered, and how many of these right.
Cell answered_cell(const ComparedRun& run, std::size_t photos) {
  const Number answered{ratio(photos - run.abstained, photos), percent(1)};
  if (run.abstained == photos) return answered;
  return Measure{answered.value, text("{0}, right on {1} of these", "{0}, justes pour {1}", answered,
                                      Number{ratio(run.answered_right, photos - run.abstained), percent(1)})};
}

bool some_run_abstained(const Comparison& comparison) {
  return std::any_of(comparison.runs.begin(), comparison.runs.end(),
                     [](const ComparedRun& run) { return run.abstained > 0; });
}

Table runs_table(const Comparison& comparison) {
  Table table;
  table.caption = {"All models", "Tous les modèles"};
  table.columns = {{{"Model", "Modèle"}},
                   {{"Accuracy [95% interval]", "Exactitude [intervalle à 95 %]"}},
                   {{"Macro F1", "F1 macro"}},
                   {{"Best epoch, by validation loss", "Meilleure époque, par perte de validation"}},
                   {{"Time to the best epoch (s)", "Durée jusqu'à la meilleure époque (s)"}},
                   {{"Parameters trained", "Paramètres entraînés"}},
                   {{"Images per second", "Images par seconde"}}};
  for (const std::size_t index : comparison.firsts()) {
    const ComparedRun& run = comparison.runs[index];
    const ClassificationMetrics& metrics = run.figures.metrics;
    table.rows.push_back({user_text(run.name), accuracy_cell(metrics),
                          Number{metrics.macro_f1.value_or(kUndefined), fixed(3)}, best_epoch(run.directory),
                          Number{run.directory.seconds_to_best.value_or(kUndefined), significant(3)},
                          known(run.directory.parameters_trained), speed_cell(run.directory)});
  }
  if (!some_run_abstained(comparison)) return table;
  table.columns.insert(table.columns.begin() + 2, {{"Answered by the model itself", "Réponses du modèle lui-même"}});
  std::size_t row = 0;
  for (const std::size_t index : comparison.firsts()) {
    std::vector<Cell>& cells = table.rows[row++];
    cells.insert(cells.begin() + 2, answered_cell(comparison.runs[index], comparison.photos()));
  }
  return table;
}

/// What was done so that all runs answer the same photos.
std::vector<Text> adjustments(const Comparison& comparison) {
  std::vector<Text> notes;
  for (const ComparedRun& run : comparison.runs) {
    if (run.left_aside > 0) {
      notes.push_back(text("{0} classified {1} more photos, which are left out here.",
                           "{0} a classé {1} photos de plus, laissées de côté ici.", user_text(run.name),
                           count_of(run.left_aside)));
    }
    if (run.abstained > 0) {
      notes.push_back(text("{0} gave no class to {1} of the photos; for those, its most probable class counts.",
                           "{0} n'a pas donné de classe à {1} des photos ; sa classe la plus probable compte.",
                           user_text(run.name), count_of(run.abstained)));
    }
  }
  return notes;
}

Table pairs_table(const Comparison& comparison) {
  Table table;
  table.caption = {"All pairs", "Toutes les paires"};
  table.columns = {{{"Pair", "Paire"}},
                   {{"Only the first is right", "Seule la première a raison"}},
                   {{"Only the second is right", "Seule la seconde a raison"}},
                   {{"Difference (points)", "Écart (points)"}},
                   {{"95% interval", "Intervalle à 95 %"}},
                   {{"McNemar p", "p de McNemar"}},
                   {{"p for all pairs (Holm)", "p pour toutes les paires (Holm)"}},
                   {{"Verdict", "Verdict"}}};
  const auto points = [](double difference) { return Number{100.0 * difference, with_sign(fixed(1))}; };
  for (const ComparedPair& pair : comparison.pairs) {
    table.rows.push_back(
        {text("{0} – {1}", "{0} – {1}", name_of(comparison, pair.first), name_of(comparison, pair.second)),
         count_of(pair.discordant.only_first), count_of(pair.discordant.only_second), points(pair.difference),
         text("{0} to {1}", "de {0} à {1}", points(pair.interval.low), points(pair.interval.high)),
         Number{pair.p_value, significant(2)}, Number{pair.p_adjusted, significant(2)},
         pair.better ? Badge{Tone::Accepted, {"significant", "significatif"}}
                     : Badge{Tone::Neutral, {"not distinguishable", "indiscernables"}}});
  }
  return table;
}

/// The trained runs that have curves, repeats left out.
std::vector<std::size_t> drawn_runs(const Comparison& comparison) {
  std::vector<std::size_t> runs;
  for (const std::size_t run : comparison.firsts()) {
    if (!comparison.runs[run].directory.history.empty()) runs.push_back(run);
  }
  return runs;
}

Text curves_summary(const Comparison& comparison, const std::vector<std::size_t>& runs) {
  std::vector<Text> parts;
  for (const std::size_t run : runs) {
    const RunDirectory& directory = comparison.runs[run].directory;
    if (!directory.best_epoch) continue;
    const EpochMetrics& best = directory.history[*directory.best_epoch - 1];
    parts.push_back(
        text("{0} after {1} ({2})", "{0} après {1} ({2})", name_of(comparison, run),
             plural(static_cast<std::int64_t>(best.epoch), {"{0} epoch", "{0} époque"}, {"{0} epochs", "{0} époques"}),
             Number{best.val_accuracy, percent(1)}));
  }
  if (parts.empty()) return {};
  return text("Accuracy at the epoch that is kept, the one with the lowest validation loss: {0}.",
              "Exactitude à l'époque gardée, celle où la perte de validation est la plus basse : {0}.",
              list_in_words(parts));
}

LineChart curves_chart(const Comparison& comparison, const std::vector<std::size_t>& runs) {
  LineChart chart;
  chart.text.title = {"Validation accuracy by epoch", "Exactitude de validation par époque"};
  chart.text.summary = curves_summary(comparison, runs);
  std::size_t epochs = 2;
  for (const std::size_t run : runs) {
    const RunDirectory& directory = comparison.runs[run].directory;
    Line line{name_of(comparison, run), {}, directory.history.size() <= 40};
    for (const EpochMetrics& epoch : directory.history) {
      line.points.push_back({static_cast<double>(epoch.epoch), epoch.val_accuracy});
    }
    epochs = std::max(epochs, directory.history.size());
    chart.lines.push_back(std::move(line));
  }
  chart.x = {{"Epoch", "Époque"}, integer(), 1.0, static_cast<double>(epochs)};
  chart.y = {{"Share of right answers on validation photos", "Part de bonnes réponses sur les photos de validation"},
             percent(0),
             {},
             1.0};
  return chart;
}

HeatMap matrix_of(const Comparison& comparison, std::size_t run) {
  const Classification& test = comparison.test(run);
  const std::vector<Confusion> confusions = frequent_confusions(test);
  HeatMap chart = confusion_chart(test, confusions);
  chart.text.title = name_of(comparison, run);
  chart.text.summary = confusions.empty() ? Text{"No photo was misclassified.", "Aucune photo n'est mal classée."}
                                          : text("Most often: {0}.", "Le plus souvent : {0}.",
                                                 confusions_in_words(test, {confusions.front()}));
  return chart;
}

Table recall_table(const Comparison& comparison) {
  Table table;
  table.caption = {"Share of each class that each model finds (recall)",
                   "Part de chaque classe que chaque modèle retrouve (rappel)"};
  table.columns = {{{"Class", "Classe"}}, {{"Photos", "Photos"}}};
  const std::vector<std::size_t> runs = comparison.firsts();
  for (const std::size_t run : runs) table.columns.push_back({name_of(comparison, run)});
  for (std::size_t i = 0; i < comparison.classes.size(); ++i) {
    const std::size_t support = comparison.runs[runs.front()].figures.metrics.per_class[i].support;
    if (support == 0) continue;
    std::vector<Cell> row = {user_text(comparison.classes[i]), count_of(support)};
    for (const std::size_t run : runs)
      row.emplace_back(share(comparison.runs[run].figures.metrics.per_class[i].recall));
    table.rows.push_back(std::move(row));
  }
  table.folded = table.rows.size() > kOpenRows;
  return table;
}

/// "right: clip-head; Pens: zero-shot and vgg16": the answers to a photo, the right one first.
Text answers_to(const Comparison& comparison, std::size_t photo) {
  const std::size_t label = *comparison.test(0).images[photo].label;
  std::map<std::size_t, std::vector<Text>> runs_by_answer;
  for (const std::size_t run : comparison.firsts()) {
    runs_by_answer[*comparison.test(run).images[photo].predicted].push_back(name_of(comparison, run));
  }
  Text answers = text("right: {0}", "juste : {0}", list_in_words(runs_by_answer[label]));
  for (const auto& [answer, runs] : runs_by_answer) {
    if (answer == label) continue;
    append(answers, text("{0}: {1}", "{0} : {1}", user_text(comparison.classes[answer]), list_in_words(runs)),
           {"; ", " ; "});
  }
  return answers;
}

Picture picture_of(const ComparePage& view, std::size_t photo) {
  const ImagePrediction& image = view.comparison.test(0).images[photo];
  const Text label = user_text(view.comparison.classes[*image.label]);
  Picture picture;
  if (const auto found = view.thumbnails.find(image.path); found != view.thumbnails.end()) {
    picture.bytes = found->second.jpeg;
    picture.width = static_cast<int>(found->second.width);
    picture.height = static_cast<int>(found->second.height);
  }
  picture.title = user_text(file_name(image.image));
  picture.badge = Badge{Tone::Neutral, label};
  picture.note = answers_to(view.comparison, photo);
  picture.alt = text("{0}, a photo of the class {1}", "{0}, une photo de la classe « {1} »", picture.title, label);
  return picture;
}

}  // namespace

Section runs_section(const Comparison& comparison) {
  Section section{{"The models compared", "Les modèles comparés"}, {}, "runs"};
  section.blocks.push_back(accuracy_chart(comparison));
  section.blocks.push_back(runs_table(comparison));
  if (std::vector<Text> notes = adjustments(comparison); !notes.empty())
    section.blocks.push_back(List{std::move(notes)});
  return section;
}

Section pairs_section(const Comparison& comparison) {
  Section section{{"Better, or lucky?", "Meilleur, ou chanceux ?"}, {}, "pairs"};
  section.blocks.push_back(Paragraph{
      {"Only photos on which one model is right and the other wrong can tell two models apart. McNemar's test says how "
       "often such a gap, or a wider one, would occur if both were equally good; Holm's method accounts for the number "
       "of pairs. The interval of the difference comes from resampling the photos 10,000 times.",
       "Seules les photos où un modèle a raison et l'autre tort permettent de les départager. Le test de McNemar dit à "
       "quelle fréquence un tel écart, ou un plus grand, apparaîtrait si les deux se valaient ; la méthode de Holm "
       "tient compte du nombre de paires. L'intervalle de l'écart vient de 10 000 rééchantillonnages des photos."}});
  List sentences;
  for (const ComparedPair* pair : told_pairs(comparison)) sentences.items.push_back(pair_in_words(comparison, *pair));
  section.blocks.push_back(std::move(sentences));
  section.blocks.push_back(pairs_table(comparison));
  return section;
}

bool has_curves(const Comparison& comparison) { return !drawn_runs(comparison).empty(); }

Section curves_section(const Comparison& comparison) {
  Section section{{"How they learned", "Comment ils ont appris"}, {}, "learning"};
  const std::vector<std::size_t> runs = drawn_runs(comparison);
  for (std::size_t start = 0; start < runs.size(); start += kLinesTogether) {
    const auto from = runs.begin() + static_cast<std::ptrdiff_t>(start);
    const auto to = runs.begin() + static_cast<std::ptrdiff_t>(std::min(runs.size(), start + kLinesTogether));
    section.blocks.push_back(curves_chart(comparison, {from, to}));
  }
  return section;
}

Section side_by_side_section(const Comparison& comparison) {
  Section section{{"Where each one goes wrong", "Erreurs de chaque modèle"}, {}, "errors"};
  if (comparison.classes.size() <= kSmallMatrix) {
    Choice matrices;
    matrices.label = {"Model", "Modèle"};
    matrices.all_name = {"All models", "Tous les modèles"};
    matrices.small = true;
    for (const std::size_t run : comparison.firsts()) {
      matrices.options.push_back({name_of(comparison, run), {matrix_of(comparison, run)}});
    }
    section.blocks.push_back(std::move(matrices));
  }
  section.blocks.push_back(recall_table(comparison));
  return section;
}

Section disputed_section(const ComparePage& view) {
  const Comparison& comparison = view.comparison;
  Section section{{"Photos on which they disagree", "Photos qui les départagent"}, {}, "disputed"};
  const std::size_t disputed = comparison.disagreements.size();
  if (disputed == 0) {
    section.blocks.push_back(Paragraph{{"None: on every photo, all models are right or all are wrong.",
                                        "Aucune : sur chaque photo, tous ont raison ou tous ont tort."}});
    return section;
  }
  section.blocks.push_back(Paragraph{text(
      "Some models classify {0} of {1} photos correctly and others do not; those that divide the models most evenly "
      "come first. The badge is the true class; below it are the models that are right, and what the others answered.",
      "Certains modèles classent bien {0} des {1} photos, d'autres non ; celles qui les divisent le plus viennent "
      "d'abord. La pastille indique la vraie classe ; dessous figurent les modèles qui ont raison et les réponses des "
      "autres.",
      count_of(disputed), count_of(comparison.photos()))});
  Gallery gallery{{"Disputed photos", "Photos disputées"}, {}};
  for (std::size_t i = 0; i < std::min(kImagesShown, disputed); ++i) {
    gallery.pictures.push_back(picture_of(view, comparison.disagreements[i]));
  }
  section.blocks.push_back(std::move(gallery));
  return section;
}

Section seeds_section(const Comparison& comparison) {
  Section section{{"The same training with other seeds", "Le même entraînement avec d'autres graines"}, {}, "seeds"};
  section.blocks.push_back(Paragraph{
      {"Initial weights and the order of photos are random. The spread of the accuracies of one training shows how "
       "much that matters; a smaller difference between two trainings says little.",
       "Les poids de départ et l'ordre des photos sont tirés au hasard. L'écart entre les exactitudes d'un même "
       "entraînement montre ce que cela change ; une différence plus petite entre deux entraînements dit peu de "
       "chose."}});
  Table table;
  table.caption = {"Mean accuracy of repeated trainings", "Exactitude moyenne des entraînements répétés"};
  table.columns = {{{"Training", "Entraînement"}},
                   {{"Repeats", "Répétitions"}},
                   {{"Mean accuracy", "Exactitude moyenne"}},
                   {{"± points (95%, Student's t)", "± points (95 %, t de Student)"}},
                   {{"Lowest", "Plus basse"}},
                   {{"Highest", "Plus haute"}}};
  for (const RepeatedRuns& repeated : comparison.repeats) {
    const auto [lowest, highest] = std::minmax_element(repeated.accuracies.begin(), repeated.accuracies.end());
    table.rows.push_back({name_of(comparison, repeated.runs.front()), count_of(repeated.runs.size()),
                          Number{repeated.mean, percent(1)},
                          Number{100.0 * (repeated.interval.high - repeated.mean), fixed(1)},
                          Number{*lowest, percent(1)}, Number{*highest, percent(1)}});
  }
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace p8::views
