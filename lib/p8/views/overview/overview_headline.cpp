#include "p8/views/overview/overview_headline.h"

#include <functional>
#include <optional>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

/// What the files of a run say; nothing where a figure that the sentence needs is not there.
using Result = std::optional<std::pair<Text, std::vector<KeyFigure>>>;

Text count_text(std::size_t count, const Text& one, const Text& other) {
  return plural(static_cast<std::int64_t>(count), one, other);
}

Text clients(std::size_t count) {
  return count_text(count, {"{0} client", "{0} client"}, {"{0} clients", "{0} clients"});
}

Text photos(std::size_t count) { return count_text(count, {"{0} photo", "{0} photo"}, {"{0} photos", "{0} photos"}); }

Text joined(const Text& first, const Text& second) { return text("{0} {1}", "{0} {1}", first, second); }

Result training(const FinishedRun& run) {
  const auto auc = run.figure("cv.auc.mean"), cost = run.figure("cost"), threshold = run.figure("threshold");
  const auto rows = run.count("rows");
  if (!auc || !cost || !threshold || !rows) return std::nullopt;
  return {
      {text("Cross-validated on {0}, the model reaches an AUC of {1}; at the threshold of {2} a client costs {3} "
            "on average.",
            "En validation croisée sur {0}, le modèle atteint une AUC de {1} ; au seuil de {2}, un client coûte "
            "{3} en moyenne.",
            clients(*rows), Number{*auc, fixed(2)}, Number{*threshold, significant(3)}, Number{*cost, significant(3)}),
       {{{"AUC", "AUC"}, Number{*auc, fixed(3)}, {}, {"mean of the folds", "moyenne des plis"}},
        {{"Mean cost", "Coût moyen"}, Number{*cost, significant(3)}, {}, {"per client", "par client"}},
        {{"Clients", "Clients"}, count_of(*rows), {}, {}}}}};
}

Result scoring(const FinishedRun& run) {
  const auto rows = run.count("rows"), accepted = run.count("accepted"), refused = run.count("refused");
  const auto risk = run.figure("mean_probability_default");
  if (!rows || !accepted || !refused || !risk) return std::nullopt;
  Text words = text("Of {0}, the model accepts {1} and refuses {2}; the mean probability of default is {3}.",
                    "Sur {0}, le modèle en accepte {1} et en refuse {2} ; la probabilité moyenne de défaut est de {3}.",
                    clients(*rows), count_of(*accepted), count_of(*refused), Number{*risk, percent(1)});
  std::vector<KeyFigure> figures = {
      {{"Accepted", "Acceptés"}, Number{ratio(*accepted, *rows), percent(1)}, {}, clients(*accepted)},
      {{"Mean P(default)", "P(défaut) moyenne"}, Number{*risk, percent(1)}, {}, {}}};
  if (const auto auc = run.figure("auc")) {
    words = joined(words, text("On clients with a known outcome, the AUC is {0}.",
                               "Sur les clients au remboursement connu, l'AUC est de {0}.", Number{*auc, fixed(2)}));
    figures.push_back({{"AUC", "AUC"}, Number{*auc, fixed(3)}, {}, {"on these clients", "sur ces clients"}});
  }
  return {{words, figures}};
}

Result explaining(const FinishedRun& run) {
  const auto explained = run.count("explained"), refused = run.count("explained_refused");
  if (!explained || !refused) return std::nullopt;
  Text words = text("{0}, including {1}.", "{0}, dont {1}.",
                    count_text(*explained, {"{0} decision explained", "{0} décision expliquée"},
                               {"{0} decisions explained", "{0} décisions expliquées"}),
                    count_text(*refused, {"{0} refusal", "{0} refus"}, {"{0} refusals", "{0} refus"}));
  std::vector<KeyFigure> figures = {{{"Explained", "Expliquées"}, count_of(*explained), {}, {}},
                                    {{"Refusals", "Refus"}, count_of(*refused), {}, {}}};
  if (const auto ways = run.count("with_counterfactual")) {
    words = joined(words, text("Changes that would reverse the refusal were found for {0}.",
                               "Des changements qui lèveraient le refus ont été trouvés pour {0}.", clients(*ways)));
    figures.push_back({{"Reversible refusals", "Refus réversibles"},
                       count_of(*ways),
                       {},
                       {"with other values", "avec d'autres valeurs"}});
  }
  return {{words, figures}};
}

/// @param key  of the accuracy in the run's figures.
KeyFigure accuracy_figure(const FinishedRun& run, double accuracy, const std::string& key) {
  const auto low = run.figure(key + "_interval.0"), high = run.figure(key + "_interval.1");
  return {{"Accuracy", "Exactitude"},
          Number{accuracy, percent(1)},
          {},
          low && high
              ? text("95%: {0} to {1}", "95 % : de {0} à {1}", Number{*low, percent(0)}, Number{*high, percent(0)})
              : Text{}};
}

/// Photos of which the classifier was made with some: only the others tell how good it is.
Result with_known(const FinishedRun& run, std::size_t seen, std::size_t images) {
  const auto fresh = run.count("seen_in_training.new.images");
  const auto accuracy = run.figure("seen_in_training.new.accuracy");
  const Text known = text("The classifier was built with {0} of {1}.",
                          "Le classifieur a été construit avec {0} de {1}.", count_of(seen), photos(images));
  const KeyFigure all = {{"Photos", "Photos"}, count_of(images), {}, {}};
  if (!fresh || !accuracy) {
    return {{joined(known, {"Nothing here shows how it performs on new ones.",
                            "Rien ici ne montre ce qu'il vaut sur de nouvelles photos."}),
             {all}}};
  }
  KeyFigure figure = accuracy_figure(run, *accuracy, "seen_in_training.new.accuracy");
  figure.label = {"Accuracy on new photos", "Exactitude sur de nouvelles photos"};
  return {{joined(known, text("{0} of the {1} new ones were classified correctly.",
                              "{0} des réponses sont justes sur les {1} nouvelles.", Number{*accuracy, percent(1)},
                              count_of(*fresh))),
           {figure, all}}};
}

/// Photos in classes. @param right "The right class without any training: {0} of {1}."
Result classifying(const FinishedRun& run, const char* right_en, const char* right_fr) {
  const auto images = run.count("images"), answered = run.count("answered");
  if (!images || !answered) return std::nullopt;
  const KeyFigure all = {{"Photos", "Photos"}, count_of(*images), {}, {}};
  const auto accuracy = run.figure("accuracy");
  if (!accuracy) {
    return {{text("{0} sorted into classes; the true classes are not known.",
                  "{0} en classes ; les vraies classes ne sont pas connues.", photos(*images)),
             {all}}};
  }
  if (const auto seen = run.count("seen_in_training.images"); seen && *seen > 0) return with_known(run, *seen, *images);
  std::vector<KeyFigure> figures = {accuracy_figure(run, *accuracy, "accuracy")};
  if (const auto f1 = run.figure("macro_f1")) {
    figures.push_back({{"Macro F1", "F1 macro"}, Number{*f1, fixed(2)}, {}, {}});
  }
  figures.push_back(all);
  Text words = text(right_en, right_fr, Number{*accuracy, percent(1)}, photos(*answered));
  const auto labelled = run.count("labelled");
  if (labelled && *answered < *labelled) {
    const Number share{ratio(*answered, *labelled), percent(1)};
    words = joined(words, text("Only these {0} of {1} were answered.",
                               "Seules ces photos, {0} sur {1}, ont reçu une réponse.", share, photos(*labelled)));
    figures.insert(figures.begin() + 1, {{"Answered", "Avec réponse"}, share, {}, {}});
  }
  return {{words, figures}};
}

Result zeroshot(const FinishedRun& run) {
  return classifying(run, "Without any training, {0} of {1} were classified correctly.",
                     "Sans aucun entraînement, {0} des réponses sont justes ({1}).");
}

Result finetuning(const FinishedRun& run) {
  return classifying(run, "After training, {0} of {1} that it had not seen were classified correctly.",
                     "Après l'entraînement, {0} des réponses sont justes sur des photos jamais vues ({1}).");
}

Result predicting(const FinishedRun& run) {
  return classifying(run, "{0} of {1} were classified correctly.", "{0} des réponses sont justes ({1}).");
}

Result comparing(const FinishedRun& run) {
  const auto images = run.count("images");
  std::size_t runs = 0, best = 0, pairs = 0, certain = 0;
  std::optional<double> highest;
  for (std::size_t i = 0; run.words.count("runs." + std::to_string(i) + ".run") > 0; ++i) {
    const std::string start = "runs." + std::to_string(i);
    if (run.words.count(start + ".repeat_of") > 0) continue;
    ++runs;
    const auto accuracy = run.figure(start + ".accuracy");
    if (!accuracy || (highest && *accuracy <= *highest)) continue;
    highest = accuracy;
    best = i;
  }
  for (;; ++pairs) {
    const auto found = run.words.find("pairs." + std::to_string(pairs) + ".beyond_chance");
    if (found == run.words.end()) break;
    if (found->second == "true") ++certain;
  }
  if (!images || !highest) return std::nullopt;
  const std::string name = run.words.at("runs." + std::to_string(best) + ".run");
  return {
      {text("{0} has the highest accuracy on the same {1}: {2}. Significant differences: {3} of {4}.",
            "{0} a la meilleure exactitude sur les mêmes photos ({1}) : {2}. Différences significatives : {3} sur {4}.",
            user_text(name), photos(*images), Number{*highest, percent(1)}, count_of(certain), count_of(pairs)),
       {{{"Best accuracy", "Meilleure exactitude"}, Number{*highest, percent(1)}, {}, user_text(name)},
        {{"Classifiers", "Classifieurs"}, count_of(runs), {}, {}},
        {{"Photos", "Photos"}, count_of(*images), {}, {}}}}};
}

Result looking(const FinishedRun& run) {
  const auto images = run.count("images"), maps = run.count("explanations"),
             chance = run.count("no_better_than_chance");
  if (!images || !maps || !chance || *chance > *maps) return std::nullopt;
  std::vector<KeyFigure> figures = {{{"Better than chance", "Mieux que le hasard"},
                                     text("{0} of {1}", "{0} sur {1}", count_of(*maps - *chance), count_of(*maps)),
                                     {},
                                     {"maps", "cartes"}}};
  if (const auto r2 = run.figure("mean.r2")) {
    figures.push_back({{"R²", "R²"}, Number{*r2, fixed(2)}, {}, {"mean", "moyenne"}});
  }
  figures.push_back({{"Photos", "Photos"}, count_of(*images), {}, {}});
  const Text told = count_text(*maps - *chance, {"{0} map beats chance", "{0} carte fait mieux que le hasard"},
                               {"{0} maps beat chance", "{0} cartes font mieux que le hasard"});
  return {{text("{0}, with {1} of the deciding regions; {2}.", "{0}, avec {1} des régions déterminantes ; {2}.",
                count_text(*images, {"{0} photo explained", "{0} photo expliquée"},
                           {"{0} photos explained", "{0} photos expliquées"}),
                count_text(*maps, {"{0} map", "{0} carte"}, {"{0} maps", "{0} cartes"}), told),
           figures}};
}

struct Kind {
  const char* command;
  RunTopic topic;
  Text name;
  std::function<Result(const FinishedRun&)> result;
};

const Kind* kind_of(const std::string& command) {
  static const Kind kKinds[] = {
      {"train", RunTopic::Credit, {"Credit model trained", "Modèle de crédit entraîné"}, training},
      {"score", RunTopic::Credit, {"Clients scored", "Clients évalués"}, scoring},
      {"explain", RunTopic::Credit, {"Decisions explained", "Décisions expliquées"}, explaining},
      {"zeroshot", RunTopic::Images, {"Photos sorted without training", "Photos classées sans entraînement"}, zeroshot},
      {"finetune", RunTopic::Images, {"Classifier trained", "Classifieur entraîné"}, finetuning},
      {"predict", RunTopic::Images, {"Photos classified", "Photos classées"}, predicting},
      {"compare", RunTopic::Images, {"Classifiers compared", "Classifieurs comparés"}, comparing},
      {"lime", RunTopic::Images, {"Photos explained", "Photos expliquées"}, looking},
  };
  for (const Kind& kind : kKinds) {
    if (command == kind.command) return &kind;
  }
  return nullptr;
}

Text no_figures(const FinishedRun& run) {
  return run.figures_file.empty()
             ? Text{"This analysis left no figures: there is neither metrics.json nor compare.json.",
                    "Cette analyse n'a laissé aucun chiffre : ni metrics.json, ni compare.json."}
             : text("{0} of this analysis holds none of the figures shown here.",
                    "Le fichier {0} de cette analyse ne contient aucun des chiffres montrés ici.", run.figures_file);
}

}  // namespace

Headline headline_of(const FinishedRun& run) {
  const Kind* const kind = kind_of(run.file.command);
  Headline headline;
  headline.topic = kind == nullptr ? RunTopic::Other : kind->topic;
  headline.kind = kind == nullptr ? same("p8 " + run.file.command) : kind->name;
  const Result result = kind == nullptr || run.figures_file.empty() ? std::nullopt : kind->result(run);
  headline.sentence = result ? result->first : no_figures(run);
  if (result) headline.figures = result->second;
  return headline;
}

}  // namespace p8::views
