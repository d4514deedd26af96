#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/lime/lime_sections.h"

namespace p8::views {

namespace {

using namespace report;

constexpr double kScattered = 0.24;  // sides; 0.29 is a whole picture
constexpr double kThird = 1.0 / 3.0;

/// Of a grid of three by three; the article goes with it.
const Text kPlaces[3][3] = {
    {{"in the upper left", "en haut à gauche"}, {"at the top", "en haut"}, {"in the upper right", "en haut à droite"}},
    {{"on the left", "à gauche"}, {"in the centre", "au centre"}, {"on the right", "à droite"}},
    {{"in the lower left", "en bas à gauche"}, {"at the bottom", "en bas"}, {"in the lower right", "en bas à droite"}}};

std::size_t third(double position) { return position < kThird ? 0 : position < 2.0 * kThird ? 1 : 2; }

Number share_of(double share) { return {share, percent(share > 0.0 && share < 0.01 ? 1 : 0)}; }

Definitions::Item item(const Text& term, const Text& description) { return {term, description}; }

Text segments_in_words(const SegmentChoice& choice) {
  switch (choice.segmenter) {
    case Segmenter::Slic:
      return text("SLIC, about {0}", "SLIC, environ {0}", count_of(choice.count));
    case Segmenter::Grid:
      return text("a grid of about {0} rectangles", "une grille d'environ {0} rectangles", count_of(choice.count));
    case Segmenter::Quickshift:
      break;
  }
  return {"quickshift (kernel 4, distance 200, ratio 0.2)", "quickshift (noyau 4, distance 200, rapport 0,2)"};
}

Text hidden_in_words(HiddenFill fill) {
  switch (fill) {
    case HiddenFill::Mean:
      return {"its mean colour", "sa couleur moyenne"};
    case HiddenFill::Black:
      return {"black", "du noir"};
    case HiddenFill::Grey:
      return {"the mean colour of the model's preprocessing", "la couleur moyenne du prétraitement du modèle"};
  }
  return {};
}

Text method_in_words(ExplainMethod method) {
  if (method == ExplainMethod::Lime) {
    return {"LIME: a weighted linear model of the probability near the photo (Ribeiro et al. 2016)",
            "LIME : un modèle linéaire pondéré de la probabilité au voisinage de la photo (Ribeiro et al. 2016)"};
  }
  return {"KernelSHAP: Shapley values of the segments, which add up to the probability (Lundberg and Lee 2017)",
          "KernelSHAP : valeurs de Shapley des segments, dont la somme donne la probabilité (Lundberg et Lee 2017)"};
}

Text samples_in_words(const ImageExplanationOptions& options) {
  if (options.samples > 0) {
    return text("{0} per photo, in four parts with a seed each",
                "{0} par photo, en quatre parts ayant chacune sa graine", count_of(options.samples));
  }
  return text(
      "{0} per photo, doubled until the five strongest regions stay the same and their ranks correlate by {1} or more "
      "with those of the previous step (regions below a twentieth of the strongest do not count); {2} at most",
      "{0} par photo, doublées jusqu'à ce que les cinq régions les plus fortes restent les mêmes et que leurs rangs "
      "soient corrélés à {1} ou plus avec ceux de l'étape précédente (les régions sous un vingtième de la plus forte "
      "ne "
      "comptent pas) ; {2} au plus",
      count_of(kFirstSamples), Number{kStableCorrelation, fixed(1)}, count_of(kMaxSamples));
}

}  // namespace

Text place_in_words(const Evidence& evidence) {
  if (evidence.spread > kScattered) return {"spread over the picture", "réparties dans l'image"};
  const Text& place = kPlaces[third(evidence.y)][third(evidence.x)];
  return text("mostly {}", "surtout {}", place);
}

Text evidence_in_words(const Evidence& evidence, const Text& name) {
  if (evidence.regions == 0) {
    return text("Nothing in the picture speaks for {0}: no region raises its probability.",
                "Rien dans l'image ne parle pour « {0} » : aucune région n'en augmente la probabilité.", name);
  }
  const Number share = share_of(evidence.share), area = share_of(evidence.area);
  const Text place = place_in_words(evidence);
  if (evidence.regions == 1) {
    const Text where =
        evidence.spread > kScattered ? Text{"spread over the picture", "étendue dans toute l'image"} : place;
    return text("The strongest region carries {0} of the evidence for {1}; it covers {2} of the picture, {3}.",
                "La région la plus forte porte {0} des indices en faveur de « {1} » ; elle couvre {2} de l'image, {3}.",
                share, name, area, where);
  }
  static const Text kCounts[] = {{"two", "deux"}, {"three", "trois"}, {"four", "quatre"}};
  return text("The {0} strongest regions carry {1} of the evidence for {2}; they cover {3} of the picture, {4}.",
              "Les {0} régions les plus fortes portent {1} des indices en faveur de « {2} » ; elles couvrent {3} de "
              "l'image, {4}.",
              kCounts[std::min<std::size_t>(evidence.regions, 4) - 2], share, name, area, place);
}

Definitions lime_settings(const LimePage& view) {
  const ImageExplanationOptions& own = view.options.explanation;
  Definitions items;
  items.items.push_back(
      item({"Model", "Modèle"}, text("{0}, {1}", "{0}, {1}", user_text(view.model), user_text(view.model_name))));
  items.items.push_back(item({"What the model sees", "Ce que voit le modèle"},
                             text("the square of {0} × {0} pixels that its preprocessing cuts from the middle of each "
                                  "photo; segments and maps cover this square",
                                  "le carré de {0} × {0} pixels que son prétraitement découpe au milieu de chaque "
                                  "photo ; segments et cartes portent sur ce carré",
                                  count_of(view.result.side))));
  items.items.push_back(item({"Method", "Méthode"}, method_in_words(own.method)));
  items.items.push_back(item({"Segments", "Segments"}, segments_in_words(view.options.segments)));
  items.items.push_back(
      item({"A hidden segment shows", "Un segment masqué montre"}, hidden_in_words(view.options.hide)));
  items.items.push_back(item({"Masked copies", "Copies masquées"}, samples_in_words(own)));
  items.items.push_back(
      item({"Curves", "Courbes"}, text("deletion and insertion in at most {0} steps (Petsiuk et al. 2018), against {1} "
                                       "random rankings",
                                       "suppression et insertion en {0} pas au plus (Petsiuk et al. 2018), face à {1} "
                                       "classements au hasard",
                                       count_of(kCurveSteps), count_of(own.random_rankings))));
  if (view.options.per_class > 0) {
    items.items.push_back(
        item({"Choice of photos", "Choix des photos"},
             text("up to {0} per class among {1} readable photos: those closest to the rest of the class, chosen one "
                  "at a time (greedy k-medoids on cosines of the embeddings)",
                  "jusqu'à {0} par classe parmi {1} photos lisibles : les plus proches du reste de la classe, choisies "
                  "l'une après l'autre (k-médoïdes gloutons sur les cosinus des plongements)",
                  count_of(view.options.per_class), count_of(view.readable))));
  }
  items.items.push_back(item({"Computed on", "Calcul"}, user_text(view.device + ", " + view.precision)));
  return items;
}

}  // namespace p8::views
