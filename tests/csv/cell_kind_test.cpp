#include "p8/csv/cell_kind.h"

#include <doctest/doctest.h>

using namespace p8;

namespace {

void check_all(CellKind kind, std::initializer_list<const char*> cells) {
  for (const char* cell : cells) {
    CAPTURE(cell);
    CHECK(static_cast<int>(classify_cell(cell).kind) == static_cast<int>(kind));
  }
}

void check_plain(CellKind kind, const char* cell, const char* plain) {
  check_all(kind, {cell});
  CHECK(classify_cell(cell).plain == plain);
}

}  // namespace

TEST_CASE("words for a missing value are told in any case, with blanks around them") {
  check_all(CellKind::MissingWord,
            {"NA", "n/a", "N.A.", "NULL", "null", "(null)", "NaN",     "nan",           "None",    "#N/A",
             "?",  ".",   "-",    "--",   "–",    " NA ",   "unknown", "non renseigné", "#DIV/0!", "\\N"});
  check_all(CellKind::MissingWord, {"*", "***", "—", "…", "...", "undefined", "no data", "sans objet", "(blank)",
                                    "(vide)", "#ERROR!", "#NOM?", "Empty", "N.D."});
  check_all(CellKind::Blank, {"", "  ", "\t", "\xC2\xA0"});
  check_all(CellKind::Truth, {"True", "TRUE", "false", "VRAI", "faux", " true "});
}

TEST_CASE("numbers in another notation are told, and how to write them") {
  check_plain(CellKind::Percent, "4 %", "4");
  check_plain(CellKind::Percent, "-4,5%", "-4.5");
  check_plain(CellKind::Currency, "12 €", "12");
  check_plain(CellKind::Currency, "$1,200.50", "1200.50");
  check_plain(CellKind::Currency, "-$5", "-5");
  check_plain(CellKind::Currency, "1 234,50 EUR", "1234.50");
  check_plain(CellKind::DecimalComma, "1180,69", "1180.69");
  check_plain(CellKind::DecimalComma, "1.180,69", "1180.69");
  check_plain(CellKind::DecimalComma, "0,234", "0.234");
  check_plain(CellKind::AmbiguousComma, "1,234", "1.234");
  check_plain(CellKind::Thousands, "1 234", "1234");
  check_plain(CellKind::Thousands,
              "1\xE2\x80\xAF"
              "234",
              "1234");  // a narrow no-break space
  check_plain(CellKind::Thousands,
              "12\xC2\xA0"
              "345",
              "12345");  // a no-break space
  check_plain(CellKind::Thousands, "1'234'567", "1234567");
  check_plain(CellKind::Thousands, "1,180.69", "1180.69");
  check_plain(CellKind::OtherNotation, "0x1F", "31");
  check_plain(CellKind::OtherNotation, "1_000", "1000");
  check_plain(CellKind::OtherNotation, "(12)", "-12");
  check_plain(CellKind::OtherNotation, "12-", "-12");
  check_plain(CellKind::OtherNotation,
              "\xE2\x88\x92"
              "5",
              "-5");                                                       // a minus sign
  check_plain(CellKind::OtherNotation, "\xD9\xA1\xD9\xA2", "12");          // Arabic digits
  check_plain(CellKind::OtherNotation, "\xEF\xBC\x91\xEF\xBC\x92", "12");  // full width
  check_plain(CellKind::OtherNotation, "7\xC2\xA0", "7");
  check_plain(CellKind::OtherNotation, "12.-", "12");  // as the Swiss write whole francs
  check_plain(CellKind::Currency, "R$ 1.234,50", "1234.50");
  check_plain(CellKind::Currency, "US$12", "12");
  check_plain(CellKind::Currency, "12 $CA", "12");
  check_plain(CellKind::Currency, "Rs. 1,200.50", "1200.50");
  check_plain(CellKind::Currency, "4.6 k€", "4600");
  check_plain(CellKind::Currency, "$1.5M", "1500000");
  check_plain(CellKind::Currency, "12 kEUR", "12000");
  check_plain(CellKind::Scaled, "4.6k", "4600");
  check_plain(CellKind::Scaled, "1,2 Mio", "1200000");
  check_plain(CellKind::Scaled, "-3K", "-3000");
  check_plain(CellKind::TextMark, "'1234", "1234");
  check_plain(CellKind::TextMark, "=\"12.5\"", "12.5");
  check_plain(CellKind::Measure, "1 234 €/mois", "1234");
  check_plain(CellKind::Measure, "12 EUR / month", "12");
  check_plain(CellKind::Measure, "12/month", "12");
  check_all(CellKind::Text, {"=\"0123\"", "'01", "k", "€", "A$B", "12m", "N/mois"});
  check_all(CellKind::NotFinite, {"inf", "-Infinity", "1e400"});
}

TEST_CASE("dates and measures are told from codes, bands and names") {
  check_all(CellKind::Date, {"2024-01-31", "31/01/2024", "31.01.2024", "31-Jan-2024", "15JAN2020", "31/01/24",
                             "2024-01-31T10:00:00", "2024-01-31 10:00", "3 mars 2024"});
  check_all(CellKind::Period, {"2024-01", "01/2024", "Dec-2015", "Dec-15", "12:30"});
  check_plain(CellKind::Measure, "36 months", "36");
  check_all(CellKind::Text, {"A11",    "1+",       "3+",        "2A",    "0-10",  "<25",
                             "1 to 4", "0 to 200", "Over 7",    "1,2,3", "12abc", "06 12 34 56 78",
                             "1/2",    "1.2.3",    "2020-2021", "%",     "€",     ",",
                             "0x",     "_1",       "e5",        "mars"});
  check_all(CellKind::Number, {"12.5", "-0", "+3", " 7 ", "1e3", "5."});
}

TEST_CASE("advice names what the cell seems to be and what to write, in both languages") {
  const auto en = [](const char* cell) { return advice(classify_cell(cell)).en; };
  CHECK(en("NA") == "it reads like a missing value: leave the cell empty");
  CHECK(en("4.1 %") == "a percentage: write 4.1 or 0.041, alike in the whole column");
  CHECK(en("1,234") == "a decimal comma or a thousands separator: write 1.234 or 1234");
  CHECK(en("12 €") == "an amount with its currency: write 12");
  CHECK(en("much") == "expected a number or an empty cell");
  CHECK(advice(classify_cell("1180,69")).fr == "une virgule décimale : écrivez 1180.69");
}
