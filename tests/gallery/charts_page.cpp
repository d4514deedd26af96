#include "gallery/charts_page.h"

#include <cmath>
#include <limits>

#include "p8/base/random.h"
#include "p8/report/escape.h"

namespace p8::test {

using namespace p8::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double normal(Random& random) {  // Irwin-Hall
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

struct Feature {
  Text label;
  Text detail;
  double change;
};

/// As a client of an adviser sees them: plain names, values with units, from the heaviest weight down.
const std::vector<Feature>& features() {
  static const std::vector<Feature> all = {
      {{"External score 3", "Score externe 3"}, {"0.14 of 1", "0,14 sur 1"}, 0.8123},
      {{"External score 2", "Score externe 2"}, {"0.71 of 1", "0,71 sur 1"}, -0.6241},
      {{"Time in the present job", "Ancienneté dans l’emploi actuel"}, {"8 months", "8 mois"}, 0.3417},
      {{"Instalments paid more than thirty days late over the last two years",
        "Mensualités réglées avec plus de trente jours de retard ces deux dernières années"},
       {"3", "3"},
       0.2955},
      {{"Share of the instalment in the income", "Part de la mensualité dans le revenu"}, {"18%", "18 %"}, -0.2102},
      {{"Age", "Âge"}, {"34 years", "34 ans"}, 0.1544},
      {{"Education", "Niveau d’études"},
       {"Secondary / secondary special", "Secondaire / secondaire spécialisé"},
       0.1266},
      {{"Price of the goods over the amount of the loan", "Prix du bien rapporté au montant du prêt"},
       {"0.89", "0,89"},
       0.0978},
      {{"Credit bureau requests in the last quarter", "Demandes au fichier des crédits au dernier trimestre"},
       {"no value", "sans valeur"},
       -0.0712},
      {{"Owns a car", "Possède une voiture"}, {"yes", "oui"}, -0.0644},
      {{"Days since the last change of phone", "Jours depuis le dernier changement de téléphone"},
       {"1,134", "1 134"},
       -0.0412},
      {{"Type of contract", "Type de contrat"}, {"Cash loan", "Prêt personnel"}, 0.0301},
      {{"Region rating", "Note de la région"}, {"2", "2"}, -0.0108},
      {{"Family members", "Personnes du foyer"}, {"2", "2"}, 0.0004},
      {{"105 other characteristics", "105 autres caractéristiques"}, {}, 0.0891},
  };
  return all;
}

Gauge gauge() {
  Gauge chart;
  chart.text = {{"Risk of default of this client", "Risque de défaut de ce client"},
                {"At 37.2%, the client is under the threshold, but close enough for a person to look at the file.",
                 "À 37,2 %, le client est sous le seuil, mais assez près pour qu’une personne examine le dossier."},
                {}};
  chart.label = {"Probability of default", "Probabilité de défaut"};
  chart.value = 0.3718;
  chart.threshold = 0.411;
  chart.band = 0.05;
  chart.threshold_label = text("Threshold {0}", "Seuil {0}", Number{0.411, percent(1)});
  chart.below_name = {"accepted", "accepté"};
  chart.above_name = {"refused", "refusé"};
  chart.band_name = {"for a person to look at", "à examiner par une personne"};
  return chart;
}

Waterfall waterfall() {
  Waterfall chart;
  chart.text = {{"From the average client to this one", "Du client moyen à ce client"},
                {"The third external score weighs most against this client, the second most in favour.",
                 "Le troisième score externe pèse le plus contre ce client, le deuxième le plus en sa faveur."},
                {"Each bar begins where the one before ended. To the right the risk rises, to the left it falls.",
                 "Chaque barre part de la fin de la précédente. Vers la droite le risque monte, vers la gauche il "
                 "baisse."}};
  chart.x.label = {"Score of the model (log-odds of default)", "Score du modèle (log-cotes de défaut)"};
  chart.x.format = fixed(2);
  chart.label_heading = {"Characteristic", "Caractéristique"};
  chart.start_label = {"Average client", "Client moyen"};
  chart.start = -1.451;
  for (const Feature& feature : features()) chart.steps.push_back({feature.label, feature.detail, feature.change});
  chart.end_label = {"This client", "Ce client"};
  chart.threshold = Marker{-0.36, text("Threshold {0}", "Seuil {0}", Number{-0.36, fixed(2)})};
  chart.positive_name = {"raises the risk", "augmente le risque"};
  chart.negative_name = {"lowers the risk", "diminue le risque"};
  return chart;
}

/// Ages, or the like: clients spread around a mode, more of them on one side.
DistributionGroup spread(const Text& name, double mode, double width, double missing, std::size_t bins) {
  DistributionGroup group{name, {}, missing};
  double total = 0.0;
  for (std::size_t i = 0; i < bins; ++i) {
    const double z = (static_cast<double>(i) + 0.5 - mode) / (static_cast<double>(i) < mode ? width : 1.6 * width);
    group.shares.push_back(std::exp(-0.5 * z * z));
    total += group.shares.back();
  }
  for (double& share : group.shares) share *= (1.0 - missing) / total;
  return group;
}

const Text kAll = {"All clients", "Tous les clients"};
const Text kRepaid = {"Clients who repaid", "Clients qui ont remboursé"};
const Text kDefaulted = {"Clients in default", "Clients en défaut"};
DistributionGroup with_tone(DistributionGroup group, Tone tone) {
  group.tone = tone;
  return group;
}

const Text kThisClient = {"This client", "Ce client"};

Distribution ages() {
  Distribution chart;
  chart.text = {{"Age", "Âge"},
                {"At 34, this client is younger than two clients in three.",
                 "À 34 ans, ce client est plus jeune que deux clients sur trois."},
                {}};
  chart.x.label = {"Age (years)", "Âge (années)"};
  chart.x.format = integer();
  for (int i = 0; i <= 16; ++i) chart.edges.push_back(20.0 + 3.0 * i);
  chart.groups = {spread(kAll, 5.5, 3.2, 0.0, 16), with_tone(spread(kDefaulted, 3.5, 2.4, 0.0, 16), Tone::Refused)};
  chart.markers = {{43.9, text("Mean {0}", "Moyenne {0}", Number{43.9, integer()})}};
  chart.client = Marker{34.0, text("This client: {0}", "Ce client : {0}", Number{34.0, integer()})};
  chart.client_name = kThisClient;
  return chart;
}

Distribution missing_value() {
  Distribution chart = twenty_bins();
  chart.text.title = {"External score 1", "Score externe 1"};
  chart.x.label = {"External score 1 (0 to 1)", "Score externe 1 (de 0 à 1)"};
  chart.text.summary = {"This client has no first external score, like more than half of all clients.",
                        "Ce client n’a pas de premier score externe, comme plus de la moitié des clients."};
  chart.groups = {spread(kAll, 11, 4, 0.56, 20), with_tone(spread(kRepaid, 12, 4, 0.55, 20), Tone::Accepted),
                  with_tone(spread(kDefaulted, 7, 3, 0.61, 20), Tone::Refused)};
  chart.client = Marker{kNaN, {"This client: no value", "Ce client : sans valeur"}};
  chart.client_is_missing = true;
  return chart;
}

Distribution education() {
  Distribution chart;
  chart.text = {{"Education", "Niveau d’études"},
                {"Most clients have the same education as this one; it is a little more frequent in default.",
                 "La plupart des clients ont le même niveau d’études\u202F; il est un peu plus fréquent en défaut."},
                {}};
  chart.bin_heading = {"Education", "Niveau d’études"};
  chart.categories = {{"Secondary / secondary special", "Secondaire / secondaire spécialisé"},
                      {"Higher education", "Études supérieures"},
                      {"Incomplete higher education", "Études supérieures inachevées"},
                      {"Lower secondary", "Premier cycle du secondaire"},
                      {"Academic degree", "Doctorat"}};
  chart.groups = {{kAll, {0.7102, 0.2434, 0.0334, 0.0124, 0.0005}, 0.0001},
                  {kRepaid, {0.7035, 0.2507, 0.0332, 0.0120, 0.0005}, 0.0001, Tone::Accepted},
                  {kDefaulted, {0.7865, 0.1613, 0.0351, 0.0168, 0.0001}, 0.0002, Tone::Refused}};
  chart.client_bin = 0;
  chart.client_name = kThisClient;
  return chart;
}

Choice small_grid() {
  Choice choice;
  choice.label = {"Characteristics", "Caractéristiques"};
  choice.small = true;
  choice.all_name = {"All of them", "Toutes"};
  for (const Distribution& chart : {twenty_bins(), ages(), missing_value(), education()}) {
    Distribution small = chart;
    small.text.title = text("{0}, small", "{0}, en petit", chart.text.title);
    choice.options.push_back({chart.text.title, {small}});
  }
  return choice;
}

/// 300 clients: age, income, education, score, probability of default; some without income or score.
std::vector<ScatterColumn> client_columns() {
  ScatterColumn age{{"Age (years)", "Âge (années)"}, integer(), {}, {}, 34.0};
  ScatterColumn income{
      {"Income (thousands of euros a year)", "Revenu (milliers d’euros par an)"}, fixed(1), {}, {}, 27.5};
  ScatterColumn studies{{"Education", "Niveau d’études"}, integer(), {}, education().categories, 0.0};
  ScatterColumn score{{"External score 3", "Score externe 3"}, fixed(2), {}, {}, 0.14};
  ScatterColumn outcome{{"Outcome", "Issue"}, integer(), {}, {{"Repaid", "Remboursé"}, {"Default", "Défaut"}}, kNaN};
  Random random(8);
  for (int i = 0; i < 300; ++i) {
    const double a = 21.0 + 47.0 * random.uniform();
    const double s = std::min(0.95, std::max(0.02, 0.5 + 0.18 * normal(random)));
    const double risk = 0.35 - 0.5 * (s - 0.3) - 0.003 * (a - 40.0);
    age.values.push_back(std::floor(a));
    income.values.push_back(random.uniform() < 0.05 ? kNaN : 18.0 * std::exp(0.4 * normal(random)) + 0.2 * a);
    score.values.push_back(random.uniform() < 0.08 ? kNaN : s);
    const double e = random.uniform();
    studies.values.push_back(e < 0.6 ? 0 : e < 0.85 ? 1 : e < 0.93 ? 2 : e < 0.985 ? 3 : 4);
    outcome.values.push_back(random.uniform() < risk ? 1 : 0);
  }
  return {age, income, studies, score, outcome};
}

Scatter scatter(const Text& title, std::size_t x, std::size_t y, std::optional<std::size_t> colour) {
  Scatter chart;
  chart.text = {
      title,
      {"Three hundred clients drawn at random, and this one.", "Trois cents clients tirés au hasard, et celui-ci."},
      {}};
  chart.columns = client_columns();
  chart.x = x;
  chart.y = y;
  chart.colour = colour;
  chart.point_heading = {"Client", "Client"};
  chart.marked_name = kThisClient;
  return chart;
}

/// Counts of seven classes, shaded by their share of the row, with a column of what was not answered.
HeatMap confusions() {
  HeatMap chart;
  chart.text = {{"Which classes are taken for which", "Quelles classes sont prises pour quelles autres"},
                {"Most products land on the diagonal; baby care and beauty are mixed up most.",
                 "La plupart des produits sont sur la diagonale ; la puériculture et la beauté se confondent le plus."},
                {}};
  chart.rows_are = {"true class", "classe réelle"};
  chart.columns_are = {"predicted class", "classe prédite"};
  for (const char* name : {"Baby Care", "Beauty and Personal Care", "Computers", "Home Decor & Festive Needs",
                           "Home Furnishing", "Kitchen & Dining", "Watches"}) {
    chart.names.push_back(user_text(name));
  }
  chart.more_columns = {{"not answered", "sans réponse"}};
  Random random(6);
  for (std::size_t row = 0; row < 7; ++row) {
    double rest = 150.0;
    std::vector<double> counts(8, 0.0);
    for (std::size_t column = 0; column < 8; ++column) {
      if (column != row && random.uniform() < 0.5) counts[column] = std::floor(std::exp(4.0 * random.uniform()) / 2.0);
      rest -= counts[column];
    }
    counts[row] = std::max(0.0, rest);
    for (const double count : counts) {
      chart.values.push_back(count);
      chart.levels.push_back(count / 150.0);
    }
  }
  chart.level_name = {"Share of the row:", "Part de la ligne :"};
  chart.limits = {0.0, 0.05, 0.2, 0.5, 0.8, 1.0};
  chart.diagonal_name = {"right", "juste"};
  return chart;
}

/// Cosines of four classes, of either sign.
HeatMap likeness() {
  HeatMap chart;
  chart.text = {{"How alike the classes are", "Ressemblance des classes"},
                {"Cosines of the classes' mean descriptions.", "Cosinus des descriptions moyennes des classes."},
                {}};
  chart.rows_are = chart.columns_are = {"class", "classe"};
  chart.names = {same("Watches"), same("Computers"), same("Pens"), same("Shoes")};
  chart.values = {1, 0.62, -0.12, 0.31, 0.62, 1, -0.55, 0.05, -0.12, -0.55, 1, -0.93, 0.31, 0.05, -0.93, 1};
  chart.format = chart.level_format = fixed(2);
  chart.level_name = {"Cosine:", "Cosinus :"};
  return chart;
}

}  // namespace

Beeswarm twelve_rows() {
  Beeswarm chart;
  chart.text = {{"How much each characteristic weighs, over all clients",
                 "Poids de chaque caractéristique, tous clients confondus"},
                {"A low external score raises the risk, a high one lowers it, more than anything else does.",
                 "Un score externe bas augmente le risque, un score élevé le diminue, plus que tout le reste."},
                {}};
  chart.x.label = {"Contribution to the score (log-odds); to the right the risk rises",
                   "Contribution au score (log-cotes) ; vers la droite le risque augmente"};
  chart.x.format = with_sign(fixed(2));
  chart.label_heading = {"Characteristic", "Caractéristique"};
  chart.low_name = {"low value", "valeur basse"};
  chart.middle_name = {"middle value", "valeur moyenne"};
  chart.high_name = {"high value", "valeur élevée"};
  chart.missing_name = {"no value", "sans valeur"};
  chart.marked_name = kThisClient;
  Random random(3);
  for (std::size_t k = 0; k < 12; ++k) {
    const Feature& feature = features()[k];
    const double strength = std::abs(feature.change) * 0.9 + 0.02;
    const double sign = k % 3 == 2 ? 1.0 : -1.0;
    SwarmRow row{feature.label, {}, feature.change};
    for (int i = 0; i < 120; ++i) {
      const bool is_missing = random.uniform() < (k == 8 ? 0.6 : k % 4 == 1 ? 0.2 : 0.02);
      const double level = random.uniform();
      const double x = is_missing ? 0.25 * strength * normal(random) * 0.3 - 0.1 * strength
                                  : sign * strength * 2.0 * (level - 0.5) * std::abs(level - 0.4) * 2.0 +
                                        0.12 * strength * normal(random);
      row.dots.push_back({x, is_missing ? kNaN : level});
    }
    chart.rows.push_back(row);
  }
  return chart;
}

Distribution twenty_bins() {
  Distribution chart;
  chart.text = {{"External score 3", "Score externe 3"},
                {"At 0.14, this client's score is among the lowest tenth.",
                 "À 0,14, le score de ce client est parmi le dixième le plus bas."},
                {}};
  chart.x.label = {"External score 3 (0 to 1)", "Score externe 3 (de 0 à 1)"};
  chart.x.format = fixed(2);
  for (int i = 0; i <= 20; ++i) chart.edges.push_back(i / 20.0);
  chart.groups = {spread(kAll, 12.0, 5.0, 0.198, 20), with_tone(spread(kRepaid, 12.5, 5.0, 0.192, 20), Tone::Accepted),
                  with_tone(spread(kDefaulted, 8.0, 4.0, 0.257, 20), Tone::Refused)};
  chart.markers = {{0.5109, text("Mean {0}", "Moyenne {0}", Number{0.5109, fixed(2)})},
                   {0.5353, text("Median {0}", "Médiane {0}", Number{0.5353, fixed(2)})}};
  chart.client = Marker{0.1395, text("This client: {0}", "Ce client : {0}", Number{0.1395, fixed(2)})};
  chart.client_name = kThisClient;
  return chart;
}

Page charts_page() {
  Page page;
  page.kicker = {"Credit scoring · Client 100 002", "Score de crédit · Client 100 002"};
  page.title = {"Accepted, after a person has looked at it", "Accepté, après examen par une personne"};
  page.lead = {"The charts of a client's dashboard, with made-up figures.",
               "Les graphiques du tableau de bord d’un client, avec des chiffres inventés."};
  page.answer = {gauge()};
  page.sections = {{{"Why this decision", "Pourquoi cette décision"}, {waterfall(), twelve_rows()}, "why"},
                   {{"Among the other clients", "Parmi les autres clients"},
                    {twenty_bins(), ages(), missing_value(), education()},
                    "among"},
                   {{"The same, beside each other", "Les mêmes, côte à côte"}, {small_grid()}, "small"},
                   {{"Two characteristics at once", "Deux caractéristiques à la fois"},
                    {scatter({"Age and income, by outcome", "Âge et revenu, selon l’issue"}, 0, 1, 4),
                     scatter({"Education and external score, by age", "Études et score externe, selon l’âge"}, 2, 3, 0),
                     scatter({"Score and education, by education", "Score et études, selon les études"}, 3, 2, 2),
                     scatter({"Age and score, uncoloured", "Âge et score, sans couleur"}, 0, 3, {})},
                    "two"},
                   {{"Classes against classes", "Classes contre classes"}, {confusions(), likeness()}, "classes"}};
  page.footer = same("p8");
  return page;
}

}  // namespace p8::test
