#include "p8/views/overview/overview_page.h"

#include <algorithm>
#include <cmath>

#include "p8/base/remaining_time.h"
#include "p8/csv/csv_writer.h"
#include "p8/report/escape.h"
#include "p8/report/html/address.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/credit/common/quality.h"
#include "p8/views/overview/overview_headline.h"

namespace p8::views {

namespace {

using namespace report;

constexpr double kSecondsWithDecimals = 60.0;

Text runs_text(std::size_t count) {
  return plural(static_cast<std::int64_t>(count), {"{0} analysis", "{0} analyse"}, {"{0} analyses", "{0} analyses"});
}

/// "0.47 s", "1 min 20 s".
Text duration_words(double seconds) {
  if (seconds >= kSecondsWithDecimals) return same(duration_text(seconds));
  return text("{0} s", "{0} s", Number{seconds, seconds < 9.95 ? significant(2) : integer()});
}

/// The option of the run that says what it worked on: a table, else a folder or file of photos.
std::string data_of(const FinishedRun& run) {
  for (const char* name : {"data", "images", "image"}) {
    if (std::string value = run.file.option(name); !value.empty()) return value;
  }
  return {};
}

std::string model_of(const FinishedRun& run) {
  const std::string model = run.file.option("model");
  return model.empty() ? run.file.option("backbone") : model;
}

/// The last part of a path, however it ends; a kind in front of it stays: "clip:models/ViT-B-32.pt" is "CLIP:
/// ViT-B-32.pt".
Text short_path_text(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  for (const auto& [start, name] : {std::pair{"clip:", "CLIP"}, std::pair{"vgg16:", "VGG16"}}) {
    if (path.rfind(start, 0) == 0) {
      return text("{0}: {1}", "{0} : {1}", name, user_text(file_name(path.substr(std::string(start).size()))));
    }
  }
  return user_text(file_name(path));
}

/// Two runs of the same name are told apart by their paths.
std::string title_of(const std::vector<FinishedRun>& runs, const FinishedRun& run) {
  const std::string name = run.name();
  const auto times =
      std::count_if(runs.begin(), runs.end(), [&](const FinishedRun& other) { return other.name() == name; });
  return times > 1 || name.empty() ? run.path : name;
}

std::vector<Definitions::Item> facts_of(const FinishedRun& run) {
  std::vector<Definitions::Item> facts;
  const auto add = [&](const Text& term, const Text& description) { facts.push_back({term, description}); };
  add({"Command", "Commande"}, same("p8 " + run.file.command));
  if (const std::string data = data_of(run); !data.empty()) add({"Data", "Données"}, short_path_text(data));
  if (const std::string model = model_of(run); !model.empty()) add({"Model", "Modèle"}, short_path_text(model));
  if (!run.file.start.empty()) add({"Started", "Lancé le"}, date_text(run.file.start));
  if (run.file.duration) add({"Duration", "Durée"}, duration_words(*run.file.duration));
  if (!run.has_report) add({"Report", "Rapport"}, {"none", "aucun"});
  return facts;
}

PageCard card_of(const OverviewPage& view, std::size_t index, const Headline& headline) {
  const FinishedRun& run = view.runs[index];
  PageCard card;
  card.kicker = headline.kind;
  card.title = user_text(title_of(view.runs, run));
  card.address = file_address(view.reports[index]);
  card.text = headline.sentence;
  card.figures = headline.figures;
  card.facts = facts_of(run);
  return card;
}

struct Topic {
  RunTopic topic;
  Text heading;
  const char* anchor;
};

void add_sections(const OverviewPage& view, const std::vector<Headline>& headlines, Page& page) {
  static const Topic kTopics[] = {{RunTopic::Credit, {"Credit decisions", "Décisions de crédit"}, "credit"},
                                  {RunTopic::Images, {"Product photos", "Photos de produits"}, "photos"},
                                  {RunTopic::Other, {"Other analyses", "Autres analyses"}, "other"}};
  for (const Topic& topic : kTopics) {
    PageCards cards;
    for (std::size_t i = 0; i < view.runs.size(); ++i) {
      if (headlines[i].topic == topic.topic) cards.cards.push_back(card_of(view, i, headlines[i]));
    }
    if (!cards.cards.empty()) page.sections.push_back({topic.heading, {std::move(cards)}, topic.anchor});
  }
}

Table table_of(const OverviewPage& view, const std::vector<Headline>& headlines) {
  Table table;
  table.caption = {"Analyses", "Analyses"};
  table.columns = {{{"Analysis", "Analyse"}},
                   {{"What was done", "Ce qui a été fait"}},
                   {{"Data", "Données"}},
                   {{"Started", "Lancé le"}},
                   {{"Duration (s)", "Durée (s)"}}};
  const Text unknown = {"–", "–"};
  for (std::size_t i = 0; i < view.runs.size(); ++i) {
    const FinishedRun& run = view.runs[i];
    const std::string data = data_of(run);
    table.rows.push_back({user_text(title_of(view.runs, run)), headlines[i].kind,
                          data.empty() ? unknown : short_path_text(data),
                          run.file.start.empty() ? unknown : date_text(run.file.start),
                          Number{run.file.duration.value_or(kUndefined), significant(2)}});
  }
  table.searchable = view.runs.size() > 8;
  if (table.searchable) table.filter_column = 1;
  return table;
}

Text lead_of(const OverviewPage& view) {
  const std::string& first = view.runs.front().file.start;
  const std::string& last = view.runs.back().file.start;
  const Text way = {"Each title leads to the report of its analysis, as long as the folders stay where they are.",
                    "Chaque titre mène au rapport de son analyse, tant que les dossiers restent où ils sont."};
  if (first.empty() || last.empty()) return way;
  const Text from = date_text(first.substr(0, 10)), to = date_text(last.substr(0, 10));
  const Text made = first.substr(0, 10) == last.substr(0, 10)
                        ? text("Run on {0}.", "Réalisées le {0}.", from)
                        : text("Run between {0} and {1}.", "Réalisées entre le {0} et le {1}.", from, to);
  return text("{0} {1}", "{0} {1}", made, way);
}

KeyFigures cards_of(const OverviewPage& view, const std::vector<Headline>& headlines) {
  const auto of_topic = [&](RunTopic topic) {
    return static_cast<std::size_t>(std::count_if(headlines.begin(), headlines.end(),
                                                  [&](const Headline& headline) { return headline.topic == topic; }));
  };
  double seconds = 0.0;
  std::size_t reports = 0, without_figures = 0;
  for (std::size_t i = 0; i < view.runs.size(); ++i) {
    seconds += view.runs[i].file.duration.value_or(0.0);
    if (view.runs[i].has_report) ++reports;
    if (headlines[i].figures.empty()) ++without_figures;
  }
  KeyFigures cards;
  cards.figures.push_back({{"Analyses", "Analyses"},
                           count_of(view.runs.size()),
                           {},
                           text("credit: {0}; photos: {1}", "crédit : {0} ; photos : {1}",
                                count_of(of_topic(RunTopic::Credit)), count_of(of_topic(RunTopic::Images)))});
  cards.figures.push_back({{"Reports", "Rapports"}, count_of(reports), {}, {}});
  cards.figures.push_back(
      {{"Total time", "Durée totale"}, duration_words(seconds), {}, {"of all analyses", "de toutes les analyses"}});
  if (without_figures > 0) {
    cards.figures.push_back({{"Without figures", "Sans chiffres"}, count_of(without_figures), {}, {}});
  }
  return cards;
}

}  // namespace

Text overview_lead(const std::vector<FinishedRun>& runs) {
  const auto reports = static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const FinishedRun& run) { return run.has_report; }));
  return text("{0}, {1} with a report.", "{0}, dont {1} avec rapport.", runs_text(runs.size()), count_of(reports));
}

Page overview_page(const OverviewPage& view) {
  std::vector<Headline> headlines;
  for (const FinishedRun& run : view.runs) headlines.push_back(headline_of(run));
  Page page;
  page.kicker = {"Overview", "Vue d'ensemble"};
  page.title = plural(static_cast<std::int64_t>(view.runs.size()), {"{0} analysis", "{0} analyse"},
                      {"{0} analyses", "{0} analyses"});
  page.lead = lead_of(view);
  page.answer.push_back(cards_of(view, headlines));
  add_sections(view, headlines, page);
  page.sections.push_back(
      {{"All analyses as a table", "Toutes les analyses en tableau"}, {table_of(view, headlines)}, "table"});
  page.sections.push_back(run_section(view.record));
  page.footer = page_footer(view.record);
  return page;
}

std::string overview_csv(const std::vector<FinishedRun>& runs, const std::vector<std::string>& reports) {
  std::string csv;
  CsvLine line(csv);
  for (const char* name : {"run", "path", "command", "p8", "start", "duration_seconds", "data", "model", "report",
                           "rows", "auc", "cost", "images", "accuracy"}) {
    line.text(name);
  }
  line.end();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const FinishedRun& run = runs[i];
    line.text(run.name()).text(run.path).text(run.file.command).text(run.file.version).text(run.file.start);
    line.number(run.file.duration.value_or(kUndefined)).text(data_of(run)).text(model_of(run)).text(reports[i]);
    const std::optional<double> cross_validated = run.figure("cv.auc.mean");
    line.number(run.figure("rows").value_or(kUndefined));
    line.number(cross_validated.value_or(run.figure("auc").value_or(kUndefined)));
    for (const char* name : {"cost", "images", "accuracy"}) line.number(run.figure(name).value_or(kUndefined));
    line.end();
  }
  return csv;
}

}  // namespace p8::views
