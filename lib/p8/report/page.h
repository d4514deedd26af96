#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/chart.h"
#include "p8/report/comparison_charts.h"
#include "p8/report/explanation_charts.h"
#include "p8/report/form.h"
#include "p8/report/gallery.h"
#include "p8/report/heat_map.h"
#include "p8/report/table.h"

namespace p8::report {

struct Paragraph {
  Text text;
};

/// A heading (h3) inside a section.
struct Subheading {
  Text text;
};

/// One card: "AUC — 0.75 — five folds, ± 0.02".
struct KeyFigure {
  Text label;
  Cell value;
  Text unit;  ///< beside the value; empty: none
  Text note;  ///< one short line under it; empty: none
};

/// A row of cards.
struct KeyFigures {
  std::vector<KeyFigure> figures;
};

/// A box that stands out: a note (Neutral), a warning (Warning), or good / bad news (Accepted, Refused).
struct Notice {
  Tone tone = Tone::Neutral;
  Text title;
  Text text;
};

/// Term and description, such as "How this was made": data, model, seed, hashes, versions.
struct Definitions {
  struct Item {
    Text term;
    Cell description;
  };
  std::vector<Item> items;
};

/// One of several things that have a page of their own, with the essential of it.
struct PageCard {
  Text kicker;  ///< the small line above the title; may be empty
  Text title;
  std::string address = {};  ///< of its page, as file_address() makes it; else the title is no link
  Text text;                 ///< what there is to say, in a sentence
  std::vector<KeyFigure> figures;
  std::vector<Definitions::Item> facts;
};

/// Cards that lead to other pages, as many beside each other as there is room for.
struct PageCards {
  std::vector<PageCard> cards;
};

struct List {
  std::vector<Text> items;
  bool ordered = false;
};

/// Text shown as it is, in a fixed-width font: a command, a configuration.
struct Code {
  Text label;  ///< what it is, for the visible caption and for screen readers
  std::string text;
};

/// A letter as it is sent: paragraphs parted by an empty line, lines by a line break. It has a sheet of its own on
/// paper, and with script a button that prints it alone.
struct Letter {
  Text label;  ///< what it is, for screen readers
  Text text;
};

using Chart =
    std::variant<ColumnChart, BarChart, LineChart, Gauge, Waterfall, Beeswarm, Distribution, Scatter, HeatMap>;

/// One of several views that a reader chooses among.
struct Option {
  Text name;
  std::vector<Chart> charts;
};

/// Charts of which a native select shows one option at a time. Without script, and on paper, it shows the chosen option
/// alone, or with `all_name` all of them.
struct Choice {
  Text label;  ///< of the select: "Number of characteristics"
  std::vector<Option> options;
  std::size_t chosen = 0;  ///< shown at first, unless there is an `all_name`
  Text all_name;       ///< "All of them": a first entry of the select that shows every option, and is chosen at first
  bool small = false;  ///< drawn for a narrow column everywhere, two or three beside each other on a wide screen
};

using Block = std::variant<Paragraph, Subheading, KeyFigures, Notice, Definitions, PageCards, List, Code, Letter,
                           Gallery, Table, ColumnChart, BarChart, LineChart, Gauge, Waterfall, Beeswarm, Distribution,
                           Scatter, HeatMap, Choice, Form, Links>;

struct Section {
  Text heading;
  std::vector<Block> blocks;
  std::string anchor;      ///< [a-z0-9-]+, the target of links to the section; empty: "section-N"
  std::string group = {};  ///< [a-z0-9-]+, which entry of the page's picker it belongs to; empty: always shown
};

/// With script: a native select that shows the sections of one group at a time, and on paper that group. Without: all
/// stand below each other. Less than two entries: no select.
struct Picker {
  Text label;  ///< "Client"
  struct Entry {
    std::string group;  ///< as in Section::group
    Text name;
  };
  std::vector<Entry> entries;
};

/// A report as plain data. First screen: kicker, title, lead, verdict, answer; then a table of contents; then sections.
struct Page {
  Text kicker;                   ///< the small line above the title: kind of report ("Model card"); may be empty
  Text title;                    ///< the only h1
  Text lead;                     ///< the answer in one or two sentences
  std::optional<Badge> verdict;  ///< the decision, by word and icon
  std::vector<Block> answer;     ///< what else belongs on the first screen, usually KeyFigures
  std::optional<Link> back;      ///< above the kicker: the page this one belongs to ("All clients"); "../" may lead
  std::optional<Picker> picker;  ///< between the answer and the contents
  std::vector<Section> sections;
  std::vector<NavigationLink> navigation;  ///< in the top line; a page without it is a file, and has no forms
  std::string root;                        ///< "../" for each folder that a server's page lies below the others
  Text footer;                             ///< program and version, date; may be empty
};

}  // namespace p8::report
