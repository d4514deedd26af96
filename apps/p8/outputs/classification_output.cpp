#include "p8/outputs/classification_output.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/base/log.h"
#include "p8/report/number.h"

namespace p8::app {

namespace {

using report::Number;
using report::percent;

Number count_of(std::size_t value) { return {static_cast<double>(value), report::integer()}; }

Number share_of(const std::optional<double>& value) { return {value.value_or(0.0), percent(1)}; }

/// "accuracy 91.4% (95% interval 82.5% to 96.0%)".
Text accuracy_in_words(const ClassificationMetrics& metrics) {
  return text("accuracy {0} (95% interval {1} to {2})", "exactitude {0} (intervalle à 95 % de {1} à {2})",
              share_of(metrics.accuracy), Number{metrics.accuracy_interval.low, percent(1)},
              Number{metrics.accuracy_interval.high, percent(1)});
}

Text answer_in_words(const ImagePrediction& image, const std::vector<std::string>& classes, bool is_seen) {
  const std::size_t best = *chosen_class(image.p, 0.0);
  const std::string file = printable(image.image), name = printable(classes[best], 60);
  const Number p{image.p[best], percent(1)};
  if (image.predicted && is_seen) {
    return text("{0}: {1} ({2}; the classifier was built with this photo)",
                "{0} : {1} ({2} ; cette photo a servi à construire le classifieur)", file, name, p);
  }
  if (image.predicted) return text("{0}: {1} ({2})", "{0} : {1} ({2})", file, name, p);
  return text("{0}: no answer; the most probable class, {1}, has {2}",
              "{0} : pas de réponse ; la classe la plus probable, « {1} », a {2}", file, name, p);
}

}  // namespace

void warn_of_failed(const std::vector<FailedImage>& failed, std::size_t images, Log& log) {
  if (failed.empty()) return;
  log.warn(text("{} of {} images could not be read, see errors.csv", "images illisibles : {} sur {}, voir errors.csv",
                failed.size(), images));
}

void write_failed(const std::vector<FailedImage>& failed, Run& run, std::vector<std::string>& files) {
  if (failed.empty()) return;
  run.write("errors.csv", errors_csv(failed, run.language()));
  files.emplace_back("errors.csv");
}

void write_classification(const Classification& classification, const ClassifierMetrics& figures, Run& run,
                          std::vector<std::string>& files) {
  run.write("predictions.csv", predictions_csv(classification));
  if (figures.labelled > 0) {
    run.write("confusion.csv", confusion_csv(classification));
    files.emplace_back("confusion.csv");
  }
  write_failed(classification.failed, run, files);
}

std::vector<bool> find_seen(const TrainingImages& training, const ImageSet& set, const EmbeddedImages& images,
                            Log& log) {
  const std::vector<std::optional<Part>> parts = parts_in_training(training, set, images);
  const auto trained = std::count(parts.begin(), parts.end(), std::optional(Part::Train));
  const auto chosen = std::count(parts.begin(), parts.end(), std::optional(Part::Validation));
  std::vector<bool> seen;
  for (const auto& part : parts) seen.push_back(part == Part::Train || part == Part::Validation);
  if (trained + chosen == 0) return seen;
  const Text how = training.by_content ? Text{"by their content", "d'après leur contenu"}
                                       : Text{"by their names", "d'après leurs noms"};
  log.warn(
      text("the classifier was built with {0} of these {1} photos (recognised {4}: {2} trained it, {3} chose its "
           "epoch); its answers to them say nothing about new photos",
           "des photos ont servi à construire le classifieur : {0} sur {1} (reconnues {4} ; apprentissage : {2}, choix "
           "de l'époque : {3}) ; ses réponses à celles-ci ne disent rien des nouvelles photos",
           trained + chosen, parts.size(), trained, chosen, how));
  return seen;
}

Text classification_summary(const Classification& classification, const ClassifierMetrics& figures,
                            const SeenImages& seen) {
  const Number images = count_of(figures.images), classes = count_of(classification.classes.size());
  if (figures.labelled == 0) {
    const std::optional<double> share = answered_share(classification, figures);
    if (share.value_or(1.0) == 1.0) {
      return text("{0} images sorted into {1} classes.", "{0} images réparties en {1} classes.", images, classes);
    }
    return text("{0} of {1} images sorted into {2} classes ({3}); the others got no answer.",
                "{0} images sur {1} réparties en {2} classes ({3}) ; les autres n'ont pas reçu de réponse.",
                count_of(static_cast<std::size_t>(std::lround(*share * static_cast<double>(figures.images)))), images,
                classes, share_of(share));
  }
  if (figures.answered == 0) {
    return text("{0} images: none was answered, all are less sure than --abstain asks for.",
                "{0} images : aucune réponse, toutes sont moins sûres que ne le demande --abstain.", images);
  }
  if (seen.count > 0) {
    const Text start = text("{0} images, {1} classes; the classifier was built with {2} of them",
                            "{0} images, {1} classes ; le classifieur a été construit avec {2} d'entre elles", images,
                            classes, count_of(seen.count));
    if (seen.new_answered == 0) {
      return text("{0}, so that the accuracy of {1} says nothing about new photos.",
                  "{0} : l'exactitude de {1} ne dit donc rien de nouvelles photos.", start,
                  share_of(figures.metrics.accuracy));
    }
    return text("{0}: {1} on the {2} new ones; {3} ({4} answered) with those it knew.",
                "{0} : {1} sur les {2} nouvelles ; {3} ({4} avec réponse) en comptant les connues.", start,
                accuracy_in_words(seen.of_new), count_of(seen.new_answered), share_of(figures.metrics.accuracy),
                share_of(answered_share(classification, figures)));
  }
  const Text accuracy = accuracy_in_words(figures.metrics);
  if (figures.answered < figures.labelled) {
    return text("{0} images, {1} classes: {2} of {3} answered ({4}), {5} on these; had all been answered, {6}.",
                "{0} images, {1} classes : {2} réponses pour {3} images ({4}), {5} sur celles-ci ; avec une réponse "
                "pour toutes, {6}.",
                images, classes, count_of(figures.answered), count_of(figures.labelled),
                share_of(answered_share(classification, figures)), accuracy, share_of(figures.accuracy_of_all));
  }
  if (figures.labelled < figures.images) {
    return text("{0} images, {1} classes: {2} on the {3} of known class.",
                "{0} images, {1} classes : {2} sur les {3} de classe connue.", images, classes, accuracy,
                count_of(figures.labelled));
  }
  return text("{0} images, {1} classes: {2}.", "{0} images, {1} classes : {2}.", images, classes, accuracy);
}

Text answers_in_words(const Classification& classification, const SeenImages& seen) {
  Text lines;
  const auto add = [&](const Text& line) { append(lines, line, same("\n")); };
  for (std::size_t i = 0; i < classification.images.size(); ++i) {
    add(answer_in_words(classification.images[i], classification.classes, seen.count > 0 && seen.seen[i]));
  }
  for (const FailedImage& image : classification.failed) {
    add(text("{0}: not read: {1}", "{0} : illisible : {1}", printable(image.image), image.reason));
  }
  return lines;
}

nlohmann::ordered_json answers_json(const Classification& classification) {
  nlohmann::ordered_json answers = nlohmann::ordered_json::array();
  for (const ImagePrediction& image : classification.images) {
    const std::size_t best = *chosen_class(image.p, 0.0);
    const std::string& name = classification.classes[best];
    answers.push_back({{"image", image.image},
                       {"predicted", image.predicted ? nlohmann::ordered_json(name) : nlohmann::ordered_json()},
                       {"most_probable", name},
                       {"probability", image.p[best]}});
  }
  return answers;
}

}  // namespace p8::app
