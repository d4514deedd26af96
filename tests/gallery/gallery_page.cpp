#include "gallery/gallery_page.h"

#include <cmath>
#include <limits>
#include <tuple>

#include "p8/report/escape.h"
#include "support/drawn_picture.h"

namespace p8::test {

using namespace p8::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Page opening() {
  Page page;
  page.kicker = {"Credit scoring · Model card", "Score de crédit · Fiche du modèle"};
  page.title = {"Who will repay? The model for consumer loans",
                "Qui remboursera\u202F? Le modèle des prêts à la consommation"};
  page.verdict = Badge{Tone::Accepted, {"Ready for review", "Prêt pour la relecture"}};
  page.lead = text(
      "The model ranks clients well: drawn at random, a client who defaulted is rated riskier than one who repaid {0} "
      "times "
      "out of a hundred. At a threshold of {1} it refuses {2} of {3}.",
      "Le modèle classe bien les clients\u00A0: tirés au hasard, un client défaillant est jugé plus risqué qu’un "
      "client qui a "
      "remboursé {0} fois sur cent. Au seuil de {1}, il refuse {2} sur {3}.",
      Number{77, integer()}, Number{0.42, fixed(2)}, Number{2207, integer()},
      plural(12034, {"{0} client", "{0} client"}, {"{0} clients", "{0} clients"}));
  page.answer = {KeyFigures{{
      {{"Area under the ROC curve", "Aire sous la courbe ROC"},
       Number{0.76912345, fixed(3)},
       {},
       text("five folds, ± {0}", "cinq plis, ± {0}", Number{0.0123, significant(2)})},
      {{"Cost per client", "Coût par client"},
       Number{0.5312, significant(3)},
       {"units", "unités"},
       {"a wrong grant costs 10, a wrong refusal 1", "accord à tort\u00A0: 10\u202F; refus à tort\u00A0: 1"}},
      {{"Refused", "Refusés"},
       Number{0.1834, percent(1)},
       {},
       text("{0} of {1}", "{0} sur {1}", Number{2207, integer()}, Number{12034, integer()})},
      {{"Check on new data", "Contrôle sur de nouvelles données"},
       Badge{Tone::Warning, {"To be done", "À faire"}},
       {},
       {}},
  }}};
  page.footer = text("p8 0.1.0 · {0} · all figures stand in metrics.json with full precision",
                     "p8 0.1.0 · {0} · tous les chiffres figurent dans metrics.json en pleine précision",
                     date_text("2026-11-22T13:07:34Z"));
  return page;
}

ColumnChart histogram() {
  ColumnChart chart;
  chart.text = {{"Distribution of the probability of default", "Répartition de la probabilité de défaut"},
                {"Most clients are rated well under the threshold; the hatched columns to its right are refused.",
                 "La plupart des clients se situent bien au-dessous du seuil\u202F; les colonnes hachurées à sa droite "
                 "sont refusées."},
                {}};
  chart.x.label = {"P(default)", "P(défaut)"};
  chart.x.format = fixed(2);
  chart.y.label = {"Clients", "Clients"};
  chart.series = {{{"Accepted", "Acceptés"}, Tone::Accepted, {}}, {{"Refused", "Refusés"}, Tone::Refused, {}}};
  for (int i = 0; i <= 25; ++i) chart.edges.push_back(i * 0.04);
  for (int i = 0; i < 25; ++i) {
    const double count =
        std::round(1900.0 * std::exp(-std::pow((i - 4.0) / 4.5, 2)) + 260.0 * std::exp(-std::pow((i - 15.0) / 4.0, 2)));
    chart.series[0].values.push_back(i < 10 ? count : i == 10 ? 200 : 0);
    chart.series[1].values.push_back(i > 10 ? count : i == 10 ? 140 : 0);
  }
  chart.markers = {{0.42, text("Threshold {0}", "Seuil {0}", Number{0.42, fixed(2)})},
                   {0.189, text("Mean {0}", "Moyenne {0}", Number{0.189, fixed(3)})}};
  return chart;
}

BarChart contributions() {
  BarChart chart;
  chart.text = {{"What moved the decision", "Ce qui a pesé sur la décision"},
                {"Income and the external score speak for this client; past delays speak against.",
                 "Le revenu et le score externe plaident pour ce client\u202F; les retards passés, contre."},
                {"Bars to the right raise the probability of default, bars to the left lower it.",
                 "Les barres à droite augmentent la probabilité de défaut, celles à gauche la diminuent."}};
  chart.x.label = {"Contribution (log-odds)", "Contribution (log-cotes)"};
  chart.x.format = with_sign(fixed(2));
  chart.label_heading = {"Feature", "Variable"};
  chart.positive = Tone::Refused;
  chart.negative = Tone::Accepted;
  chart.positive_name = {"raises the risk", "augmente le risque"};
  chart.negative_name = {"lowers the risk", "diminue le risque"};
  chart.bars = {{user_text("EXT_SOURCE_3 = 0.71"), -0.8123, {}, {}, {}},
                {user_text("DAYS_EMPLOYED_BEFORE_APPLICATION_CORRECTED_FOR_PENSIONERS"), 0.5012, {}, {}, {}},
                {user_text("Number of instalments paid more than thirty days late over the last twenty-four months"),
                 0.31,
                 {},
                 {},
                 {}},
                {user_text(hostile_strings()[0]), -0.22, {}, {}, {}},
                {user_text(hostile_strings()[5]), 0.09, {}, {}, {}},
                {{"Other features (112)", "Autres variables (112)"}, -0.031, {}, {}, {}},
                {{"Undefined", "Non définie"}, kNaN, {}, {}, {}}};
  return chart;
}

BarChart intervals() {
  BarChart chart;
  chart.text = {{"Accuracy of three runs", "Exactitude de trois essais"},
                {"The intervals of the first two overlap: neither is proved better.",
                 "Les intervalles des deux premiers se recouvrent\u00A0: aucun n’est prouvé meilleur."},
                {}};
  chart.x.label = {"Accuracy, 95% interval", "Exactitude, intervalle à 95\u202F%"};
  chart.x.format = percent(1);
  chart.label_heading = {"Run", "Essai"};
  chart.bars = {{{"CLIP, prompts", "CLIP, invites"}, 0.853, {}, 0.81, 0.889},
                {{"CLIP, fine-tuned head", "CLIP, tête ajustée"}, 0.871, {}, 0.83, 0.905},
                {{"VGG16", "VGG16"}, 0.612, {}, 0.56, 0.66}};
  return chart;
}

LineChart roc() {
  LineChart chart;
  chart.text = {{"ROC curve", "Courbe ROC"},
                {"The further a curve bends away from the diagonal, the better the model separates the two groups.",
                 "Plus une courbe s’éloigne de la diagonale, mieux le modèle sépare les deux groupes."},
                {}};
  chart.x = {{"False positive rate", "Taux de faux positifs"}, fixed(2), 0.0, 1.0};
  chart.y = {{"True positive rate", "Taux de vrais positifs"}, fixed(2), 0.0, 1.0};
  chart.square = true;
  chart.diagonal = {"Chance", "Hasard"};
  Line train{{"Training", "Apprentissage"}, {}};
  Line test{{"Test", "Test"}, {}};
  for (int i = 0; i <= 20; ++i) {
    const double x = i / 20.0;
    train.points.push_back({x, std::pow(x, 0.26)});
    test.points.push_back({x, std::pow(x, 0.36)});
  }
  chart.lines = {train, test};
  chart.marked_points = {{{0.15, 0.505},
                          text("Threshold {0}: half of the defaults are caught",
                               "Seuil {0}\u00A0: la moitié des défauts sont repérés", Number{0.42, fixed(2)})}};
  return chart;
}

LineChart calibration() {
  LineChart chart;
  chart.text = {{"Calibration", "Calibration"},
                {"Where points lie on the line, one client in ten rated 10% does default.",
                 "Là où les points suivent la droite, un client sur dix noté 10\u202F% fait bien défaut."},
                {}};
  chart.x = {{"Predicted probability", "Probabilité prédite"}, percent(1), 0.0, {}};
  chart.y = {{"Observed share of defaults", "Part de défauts observée"}, percent(1), 0.0, {}};
  chart.diagonal = {"Perfect calibration", "Calibration parfaite"};
  Line points{{"Ten groups of clients", "Dix groupes de clients"}, {}};
  points.show_points = true;
  for (int i = 1; i <= 10; ++i) points.points.push_back({i * 0.04, i * 0.037 + (i % 3) * 0.008});
  points.points[4].y = kNaN;
  chart.lines = {points};
  return chart;
}

LineChart cost_curve() {
  LineChart chart;
  chart.text = {{"Cost against threshold", "Coût selon le seuil"},
                {"The total cost is lowest at the marked threshold and rises steeply under it.",
                 "Le coût total est minimal au seuil repéré et croît vite au-dessous."},
                {}};
  chart.x = {{"Threshold on P(default)", "Seuil sur P(défaut)"}, fixed(2), 0.0, 1.0};
  chart.y = {{"Total cost (units)", "Coût total (unités)"}, integer(), 0.0, {}};
  const std::vector<Text> names = {{"Default costs 10", "Défaut à 10"},
                                   {"Default costs 5", "Défaut à 5"},
                                   {"Default costs 3", "Défaut à 3"},
                                   {"Default costs 1", "Défaut à 1"}};
  const std::vector<double> costs = {10, 5, 3, 1};
  for (std::size_t k = 0; k < names.size(); ++k) {
    Line line{names[k], {}};
    for (int i = 0; i <= 24; ++i) {
      const double t = i / 24.0;
      line.points.push_back({t, 9000 * std::exp(-6 * t) + 1400 * costs[k] * t * t + 400});
    }
    chart.lines.push_back(line);
  }
  chart.markers = {{0.42, {"Chosen threshold 0.42", "Seuil retenu 0,42"}}};
  return chart;
}

Table clients() {
  Table table;
  table.caption = {"Clients near the threshold", "Clients proches du seuil"};
  table.columns = {{{"Client", "Client"}},
                   {{"P(default)", "P(défaut)"}},
                   {{"Amount (€)", "Montant (€)"}},
                   {{"Main reason", "Raison principale"}},
                   {{"Decision", "Décision"}}};
  int i = 0;
  for (const std::string& hostile : hostile_strings()) {
    const double p = 0.40 + 0.00733 * i;
    table.rows.push_back(
        {user_text(hostile), Number{i == 3 ? kNaN : p, percent(1)}, Number{12500.0 * (i * 7 % 11 + 1), integer()},
         i % 2 != 0 ? Text{"Past delays of payment", "Retards de paiement passés"}
                    : Text{"Short employment", "Emploi récent"},
         p > 0.42 ? Badge{Tone::Refused, {"Refused", "Refusé"}} : Badge{Tone::Accepted, {"Accepted", "Accepté"}}});
    ++i;
  }
  return table;
}

/// As different as files are: wide, high, of one pixel, none; named by anyone.
Gallery pictures() {
  Gallery gallery;
  gallery.caption = {"The most confident mistakes", "Les erreurs les plus sûres d’elles"};
  const std::vector<std::string> files = {drawn_jpeg(160, 160, 0), drawn_jpeg(200, 90, 1), drawn_jpeg(70, 200, 2),
                                          smallest_png(),          std::string(),          "<svg onload=alert(1)>"};
  const std::vector<std::pair<int, int>> sizes = {{160, 160}, {200, 90}, {70, 200}, {1, 1}, {0, 0}, {0, 0}};
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Text name = user_text(i == 0 ? "watch.jpg" : hostile_strings()[2 * i]);
    Picture picture;
    picture.bytes = files[i];
    std::tie(picture.width, picture.height) = sizes[i];
    picture.alt = text("{0}: labelled {1}, taken for {2} with {3}", "{0} : étiquetée {1}, prise pour {2} avec {3}",
                       name, user_text("Watches"), user_text("Computers"), Number{0.83, percent(0)});
    picture.title = name;
    if (i % 3 != 2) {
      picture.badge = Badge{i % 2 == 0 ? Tone::Refused : Tone::Accepted,
                            text("taken for {0}", "prise pour {0}", user_text("Home Decor & Festive Needs"))};
    }
    picture.note = text("with {0}; labelled {1}", "avec {0} ; étiquetée {1}", Number{0.83, percent(0)}, name);
    gallery.pictures.push_back(picture);
  }
  return gallery;
}

Table folded_clients() {
  Table table = clients();
  table.caption = {"The same clients, folded", "Les mêmes clients, repliés"};
  table.folded = true;
  return table;
}

std::vector<Section> sections() {
  ColumnChart empty;
  empty.text = {
      {"A chart without data", "Un graphique sans données"}, {"Nothing was measured.", "Rien n’a été mesuré."}, {}};
  BarChart single;
  single.text = {{"Average margin by portfolio", "Marge moyenne par portefeuille"},
                 {"Large figures keep their separators.", "Les grands nombres gardent leurs séparateurs."},
                 {}};
  single.x.label = {"Euros", "Euros"};
  single.x.format = integer();
  single.label_heading = {"Portfolio", "Portefeuille"};
  single.bars = {{{"North", "Nord"}, 1234567.0, Tone::Warning, {}, {}}, {{"South", "Sud"}, 987654.0, {}, {}, {}}};
  return {
      {{"Why the model can be trusted", "Pourquoi se fier au modèle"},
       {Paragraph{{"Each client's probability was computed by a model that had not seen that client.",
                   "La probabilité de chaque client vient d’un modèle qui n’avait pas vu ce client."}},
        histogram(), roc(), calibration()},
       "trust"},
      {{"What decides", "Ce qui décide"},
       {Notice{Tone::Warning,
               {},
               {"One feature, the external score, carries a third of the weight: check its delivery.",
                "Une variable, le score externe, porte un tiers du poids\u00A0: vérifiez sa livraison."}},
        contributions(), Subheading{{"The price of a threshold", "Le prix d’un seuil"}},
        Paragraph{{"A client is refused when P(default) is strictly greater than the threshold.",
                   "Un client est refusé quand P(défaut) dépasse strictement le seuil."}},
        cost_curve(), intervals(), single, empty},
       ""},
      {{"Clients in detail", "Les clients en détail"},
       {clients(), folded_clients(),
        Notice{Tone::Refused,
               {"Two clients were left out", "Deux clients ont été écartés"},
               text("Their rows hold no amount: {0}, {1}.", "Leur ligne ne porte pas de montant\u00A0: {0}, {1}.",
                    user_text("C-1007"), user_text(hostile_strings()[6]))},
        Notice{Tone::Neutral,
               {},
               {"Amounts are in euros of the year of the application.",
                "Les montants sont en euros de l’année de la demande."}},
        List{{{"Read the main reason first.", "Lisez d’abord la raison principale."},
              {"Then compare with the portfolio.", "Comparez ensuite avec le portefeuille."}},
             true}},
       ""},
      {{"Pictures", "Images"}, {pictures()}, "pictures"},
      {{"How this was made", "Comment ce rapport a été fait"},
       {Definitions{
            {{{"Data", "Données"}, user_text("configs/demo/train.csv")},
             {{"SHA-256", "SHA-256"}, user_text("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")},
             {{"Rows", "Lignes"}, Number{12034, integer()}},
             {{"Seed", "Graine"}, Number{42, integer()}},
             {{"Date", "Date"}, date_text("2026-11-22T13:07:34Z")},
             {{"p-value", "Valeur p"}, Number{3.2e-7, significant(2)}}}},
        Code{{"The command", "La commande"},
             "p8 train --data configs/demo/train.csv --label default --folds 5 --cost-fn 10 --cost-fp 1 --calibrate "
             "sigmoid --out out/model\n# <script>alert('x')</script>"}},
       "made"}};
}

}  // namespace

const std::vector<std::string>& hostile_strings() {
  static const std::vector<std::string> strings = {
      "<script>alert('p8')</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='alert(1)",
      std::string("bell\x07 nul\0 escape\x1B[31m", 23),
      "broken \xC3\x28 \xF0\x9F \xED\xA0\x80 \xFF end",
      "\u202Egnirts desrever\u202C",
      "\u2067unclosed isolate",
      "\u05D0\u05D1\u05D2 \u0645\u0631\u062D\u0628\u0627 123",
      "&lt;already escaped&gt; &amp;",
      "]]></style><style>*{display:none}",
      "javascript:alert(1)",
      "=HYPERLINK(\"http://example.invalid\")",
      "aVeryLongIdentifierWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOn",
      "顧客番号一二三",
  };
  return strings;
}

Page gallery_page() {
  Page page = opening();
  page.sections = sections();
  return page;
}

}  // namespace p8::test
