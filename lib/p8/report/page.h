#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "p8/core/text.h"
#include "p8/report/chart.h"
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

struct List {
  std::vector<Text> items;
  bool ordered = false;
};

/// Text shown as it is, in a fixed-width font: a command, a configuration.
struct Code {
  Text label;  ///< what it is, for the visible caption and for screen readers
  std::string text;
};

using Block = std::variant<Paragraph, Subheading, KeyFigures, Notice, Definitions, List, Code, Table, ColumnChart,
                           BarChart, LineChart>;

struct Section {
  Text heading;
  std::vector<Block> blocks;
  std::string anchor;  ///< [a-z0-9-]+, the target of links to the section; empty: "section-N"
};

/// A report as plain data. First screen: kicker, title, lead, verdict, answer; then a table of contents; then sections.
struct Page {
  Text kicker;                   ///< the small line above the title: kind of report ("Model card"); may be empty
  Text title;                    ///< the only h1
  Text lead;                     ///< the answer in one or two sentences
  std::optional<Badge> verdict;  ///< the decision, by word and icon
  std::vector<Block> answer;     ///< what else belongs on the first screen, usually KeyFigures
  std::vector<Section> sections;
  Text footer;  ///< program and version, date; may be empty
};

}  // namespace p8::report
