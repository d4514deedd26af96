#include "p8/views/vision/lime/lime_sections.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

Number probability(double p) { return {p, percent(p < 0.005 || p >= 0.995 ? 1 : 0)}; }

Picture picture(const Thumbnail& thumbnail, const Text& alt, const Text& title) {
  Picture picture;
  picture.bytes = thumbnail.jpeg;
  picture.width = static_cast<int>(thumbnail.width);
  picture.height = static_cast<int>(thumbnail.height);
  picture.alt = alt;
  picture.title = title;
  return picture;
}

Text joined(const Text& a, const Text& b) { return text("{} {}", "{} {}", a, b); }

/// How far the map can be believed, in one sentence each.
Text belief_in_words(const LimePage& view, const ExplainedImage& photo, const LabelExplanation& label) {
  if (photo.explanation.segments == 1) {
    return {"The photo is a single segment: there is nothing to compare.",
            "La photo ne forme qu'un seul segment : il n'y a rien à comparer."};
  }
  Text words;
  if (view.options.explanation.method == ExplainMethod::Lime) {
    words =
        text("The linear model explains {0} of the variation among the copies and predicts {1} for the whole photo.",
             "Le modèle linéaire explique {0} de la variation entre les copies et prédit {1} pour la photo entière.",
             Number{std::max(0.0, label.r2), percent(0)}, probability(label.local_prediction));
  } else {
    words = text(
        "With all regions hidden the probability is {0}; the regions add {1} percentage points, which makes {2}.",
        "Toutes régions masquées, la probabilité est de {0} ; les régions y ajoutent {1} points de pourcentage, soit "
        "{2}.",
        probability(label.intercept), Number{100.0 * (label.local_prediction - label.intercept), with_sign(fixed(0))},
        probability(label.local_prediction));
  }
  if (is_no_better_than_chance(label, view.options.explanation.random_rankings)) {
    append(words,
           {"The map is no better than a random ranking of the regions: do not rely on it.",
            "La carte ne vaut pas mieux qu'un classement des régions au hasard : ne vous y fiez pas."},
           same(" "));
  }
  if (!photo.explanation.settled) {
    append(
        words,
        text("After {0} copies, the strongest regions were still changing.",
             "Après {0} copies, les régions les plus fortes changeaient encore.", count_of(photo.explanation.samples)),
        same(" "));
  }
  return words;
}

Gallery gallery_of_image(const LimePage& view, const ExplainedImage& photo) {
  const Text file = user_text(file_name(photo.image));
  Gallery gallery;
  gallery.caption = photo.maps.size() > 1 ? Text{"Photo, segments and maps", "Photo, segments et cartes"}
                                          : Text{"Photo, segments and map", "Photo, segments et carte"};
  gallery.pictures.push_back(
      picture(photo.photo, text("{0}, the square that the model sees", "{0}, le carré que voit le modèle", file),
              {"Photo", "Photo"}));
  if (photo.label) {
    gallery.pictures.back().note = text("label: {0}", "étiquette : {0}", user_text(view.result.classes[*photo.label]));
  }
  const Text segments = plural(static_cast<std::int64_t>(photo.explanation.segments), {"{0} segment", "{0} segment"},
                               {"{0} segments", "{0} segments"});
  gallery.pictures.push_back(
      picture(photo.outlines,
              text("{0} with the borders of its {1}", "{0} avec les contours de ses {1}", file, segments), segments));
  for (std::size_t i = 0; i < photo.maps.size(); ++i) {
    const LabelExplanation& label = photo.explanation.labels[i];
    const Text name = user_text(view.result.classes[label.label]);
    Picture map = picture(photo.maps[i].heat,
                          text("Map of {0} for {1}: red speaks for it, blue against. {2}",
                               "Carte de {0} pour « {1} » : le rouge parle pour, le bleu contre. {2}", file, name,
                               evidence_in_words(photo.maps[i].evidence, name)),
                          name);
    map.note = text("probability {0}", "probabilité {0}", probability(label.probability));
    if (is_no_better_than_chance(label, view.options.explanation.random_rankings)) {
      map.badge = Badge{Tone::Warning, {"no better than chance", "pas mieux que le hasard"}};
    }
    gallery.pictures.push_back(std::move(map));
  }
  return gallery;
}

void add_image(const LimePage& view, const ExplainedImage& photo, Section& section) {
  section.blocks.push_back(Subheading{user_text(file_name(photo.image))});
  for (std::size_t i = 0; i < photo.maps.size(); ++i) {
    const LabelExplanation& label = photo.explanation.labels[i];
    const Text name = user_text(view.result.classes[label.label]);
    section.blocks.push_back(
        Paragraph{joined(evidence_in_words(photo.maps[i].evidence, name), belief_in_words(view, photo, label))});
  }
  section.blocks.push_back(gallery_of_image(view, photo));
}

Paragraph how_to_read() {
  return Paragraph{
      {"Red regions raise the probability of the class when they are shown, blue ones lower it; the deepest colour is "
       "the largest effect in that picture. The outline holds the strongest regions. A map says what the model "
       "reacts to, not what is in the photo.",
       "Les régions rouges augmentent la probabilité de la classe quand elles sont visibles, les bleues la diminuent ; "
       "la couleur la plus vive est l'effet le plus fort de l'image. Le contour entoure les régions les plus fortes. "
       "Une carte dit à quoi le modèle réagit, non ce que montre la photo."}};
}

/// The same in short, where another class's part of the page has said it in full.
Paragraph how_to_read_in_short() {
  return Paragraph{{"Red regions speak for the class, blue ones against it; the outline holds the strongest.",
                    "Les régions rouges parlent pour la classe, les bleues contre ; le contour entoure les plus "
                    "fortes."}};
}

Notice left_out_notice(std::size_t photos) {
  return {Tone::Neutral,
          plural(static_cast<std::int64_t>(photos), {"{0} photo without pictures here", "{0} photo sans images ici"},
                 {"{0} photos without pictures here", "{0} photos sans images ici"}),
          {"The page stays small enough to be sent; the folder overlays holds the maps of all photos.",
           "La page reste assez légère pour être envoyée ; le dossier overlays contient les cartes de toutes les "
           "photos."}};
}

/// Adds what there is to see of these photos to the section, and says how many have no pictures.
void add_images(const LimePage& view, const std::vector<std::size_t>& photos, Section& section) {
  std::size_t left_out = 0;
  for (const std::size_t index : photos) {
    const ExplainedImage& photo = view.result.photos[index];
    if (photo.photo.jpeg.empty()) {
      ++left_out;
    } else {
      add_image(view, photo, section);
    }
  }
  if (left_out > 0) section.blocks.push_back(left_out_notice(left_out));
}

Text significance_in_words(const ClassMap& map) {
  const std::size_t cells = map.significant_cells();
  if (cells == 0) {
    return {"No cell differs from noise.", "Aucune case ne se distingue du bruit."};
  }
  return text("Cells that differ from noise: {0} of {1}.", "Cases qui se distinguent du bruit : {0} sur {1}.",
              count_of(cells), count_of(map.mean.size()));
}

Text average_in_words(const ClassAverage& average, const Text& name) {
  const Evidence& evidence = average.map.evidence;
  if (evidence.regions == 0) {
    return text("No region speaks for {0} in any of its photos.",
                "Aucune région ne parle pour « {0} » dans ses photos.", name);
  }
  return text("{0}: on average, a photo's strongest regions carry {1} of the evidence on {2} of the picture, {3}.",
              "{0} : en moyenne, les régions les plus fortes d'une photo portent {1} des indices en faveur de la "
              "classe sur {2} de l'image, {3}.",
              name, Number{evidence.share, percent(0)}, Number{evidence.area, percent(0)}, place_in_words(evidence));
}

}  // namespace

MapCounts map_counts(const LimePage& view) {
  MapCounts counts;
  for (const ExplainedImage& photo : view.result.photos) {
    for (const LabelExplanation& label : photo.explanation.labels) {
      ++counts.maps;
      if (is_no_better_than_chance(label, view.options.explanation.random_rankings)) ++counts.by_chance;
    }
  }
  return counts;
}

Section averages_section(const LimePage& view) {
  Section section{{"Class by class", "Classe par classe"}, {how_to_read()}, "classes", "classes"};
  section.blocks.push_back(Paragraph{
      text("Each picture shows the average map of a class's photos over their average, on a grid of {0} × {0} cells; "
           "all maps have equal weight. Outlined cells differ from noise: flipping the signs of the photos at random "
           "rarely takes the average as far from zero (false discovery rate of 5% among the cells of a class).",
           "Chaque image est la carte moyenne des photos d'une classe, posée sur leur moyenne, sur une grille de {0} × "
           "{0} cases ; toutes les cartes comptent autant. Les cases entourées se distinguent du bruit : inverser au "
           "hasard le signe des photos éloigne rarement autant la moyenne de zéro (taux de fausses découvertes de 5 % "
           "parmi les cases d'une classe).",
           count_of(kMapGrid))});
  Gallery gallery{{"Average maps", "Cartes moyennes"}, {}};
  Table table;
  table.caption = {"The average maps in figures", "Les cartes moyennes en chiffres"};
  table.folded = true;  // the list above says the essential
  table.columns = {{{"Class", "Classe"}},
                   {{"Photos", "Photos"}},
                   {{"Cells that differ from noise", "Cases qui se distinguent du bruit"}},
                   {{"Share of the strongest regions", "Part des régions les plus fortes"}},
                   {{"Area they cover", "Surface couverte"}}};
  for (const ClassAverage& average : view.result.averages) {
    const Text name = user_text(view.result.classes[average.map.label]);
    const Text words = joined(average_in_words(average, name), significance_in_words(average.map));
    Picture shown = picture(average.picture, words, name);
    shown.note = text("{0}; cells that differ from noise: {1}", "{0} ; cases qui se distinguent du bruit : {1}",
                      plural(static_cast<std::int64_t>(average.map.photos.size()), {"{0} photo", "{0} photo"},
                             {"{0} photos", "{0} photos"}),
                      count_of(average.map.significant_cells()));
    gallery.pictures.push_back(std::move(shown));
    table.rows.push_back({name, count_of(average.map.photos.size()), count_of(average.map.significant_cells()),
                          Number{average.map.evidence.share, percent(0)},
                          Number{average.map.evidence.area, percent(0)}});
  }
  section.blocks.push_back(std::move(gallery));
  List readings;
  for (const ClassAverage& average : view.result.averages) {
    const Text name = user_text(view.result.classes[average.map.label]);
    readings.items.push_back(joined(average_in_words(average, name), significance_in_words(average.map)));
  }
  section.blocks.push_back(std::move(readings));
  section.blocks.push_back(std::move(table));
  return section;
}

std::vector<Section> image_sections(const LimePage& view) {
  std::vector<Section> sections;
  if (view.result.averages.empty()) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < view.result.photos.size(); ++i) all.push_back(i);
    sections.push_back({{"Photo by photo", "Photo par photo"}, {how_to_read()}, "photos"});
    add_images(view, all, sections.back());
  }
  for (std::size_t i = 0; i < view.result.averages.size(); ++i) {
    const ClassMap& map = view.result.averages[i].map;
    const std::string group = "photos-" + std::to_string(i + 1);
    sections.push_back({text("Photos of {0}", "Photos de « {0} »", user_text(view.result.classes[map.label])),
                        {how_to_read_in_short()},
                        group,
                        group});
    add_images(view, map.photos, sections.back());
  }
  return sections;
}

Picker class_picker(const LimePage& view) {
  Picker picker{{"Class", "Classe"}, {}};
  if (view.result.averages.size() < 2) return picker;
  picker.entries.push_back({"classes", {"All classes", "Toutes les classes"}});
  for (std::size_t i = 0; i < view.result.averages.size(); ++i) {
    picker.entries.push_back(
        {"photos-" + std::to_string(i + 1), user_text(view.result.classes[view.result.averages[i].map.label])});
  }
  return picker;
}

Section belief_section(const LimePage& view) {
  const std::size_t rankings = view.options.explanation.random_rankings;
  Section section{{"How reliable are the maps?", "Les cartes sont-elles fiables ?"}, {}, "belief"};
  section.blocks.push_back(
      List{{{"R²: share of the variation among masked copies that the map explains.",
             "R² : part des variations entre copies masquées que la carte explique."},
            {"Stability: overlap of the five strongest regions between maps from different quarters of the samples (1: "
             "the same five); in brackets, the correlation of their ranks.",
             "Stabilité : part commune des cinq régions les plus fortes entre des cartes tirées de quarts différents "
             "des échantillons (1 : les mêmes) ; entre parenthèses, la corrélation de leurs rangs."},
            {"Deletion: the mean probability as the map's regions are hidden, strongest first; lower is better. In "
             "brackets, the same for random rankings.",
             "Suppression : la probabilité moyenne à mesure qu'on masque les régions de la carte, les plus fortes "
             "d'abord ; plus elle est basse, mieux c'est. Entre parenthèses, celle de classements au hasard."},
            {"Insertion: the same as they are shown; higher is better.",
             "Insertion : de même à mesure qu'on les montre ; plus elle est haute, mieux c'est."},
            text("A map beats chance when insertion minus deletion exceeds that of {0}.",
                 "Une carte bat le hasard quand insertion moins suppression dépasse celle de {0}.",
                 rankings < 20
                     ? text("all {0} random rankings, which happens by chance once in {1}",
                            "tous les {0} classements au hasard, ce qui arrive par hasard une fois sur {1}",
                            count_of(rankings), count_of(rankings + 1))
                     : text("95% of {0} random rankings", "95 % de {0} classements au hasard", count_of(rankings)))}});
  Table table;
  table.caption = {"Every map", "Toutes les cartes"};
  for (const Text& label : {Text{"Photo", "Photo"}, Text{"Class", "Classe"}, Text{"Probability", "Probabilité"},
                            Text{"R²", "R²"}, Text{"Stability", "Stabilité"}, Text{"Deletion", "Suppression"},
                            Text{"Insertion", "Insertion"}, Text{"Beats chance", "Bat le hasard"}}) {
    table.columns.push_back({label});
  }
  const auto with_bracket = [](double own, double other) {
    return Cell(Measure{own, text("{0} ({1})", "{0} ({1})", Number{own, fixed(2)}, Number{other, fixed(2)})});
  };
  for (const ExplainedImage& photo : view.result.photos) {
    for (const LabelExplanation& label : photo.explanation.labels) {
      const bool by_chance = is_no_better_than_chance(label, rankings);
      table.rows.push_back({user_text(file_name(photo.image)), user_text(view.result.classes[label.label]),
                            probability(label.probability), Number{label.r2, fixed(2)},
                            with_bracket(label.stability.jaccard, label.stability.rank_correlation),
                            with_bracket(label.faithfulness.deletion_auc, label.random.deletion_auc),
                            with_bracket(label.faithfulness.insertion_auc, label.random.insertion_auc),
                            by_chance ? Badge{Tone::Warning, {"no", "non"}} : Badge{Tone::Accepted, {"yes", "oui"}}});
    }
  }
  table.folded = table.searchable = table.rows.size() > 25;
  if (table.searchable) table.filter_column = 1;
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace p8::views
