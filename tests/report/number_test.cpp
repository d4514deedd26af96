#include "p8/report/number.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace p8;
using namespace p8::report;

namespace {
std::string en(double value, const Format& how) { return format(value, how, Language::English); }
std::string fr(double value, const Format& how) { return format(value, how, Language::French); }
}  // namespace

TEST_CASE("numbers have three significant digits and never lose their integer part") {
  CHECK(en(0.0734, significant()) == "0.0734");
  CHECK(en(0.5, significant()) == "0.500");
  CHECK(en(12.345, significant()) == "12.3");
  CHECK(en(9.996, significant()) == "10.0");
  CHECK(en(1234.5, significant()) == "1,234");
  CHECK(en(1234.5, significant(5)) == "1,234.5");
  CHECK(en(1234567.0, significant()) == "1,234,567");
  CHECK(en(0.0, significant()) == "0");
  CHECK(en(0.00032, significant(2)) == "0.00032");
}

TEST_CASE("very small and very large numbers are powers of ten") {
  CHECK(en(3.2e-7, significant(2)) == "3.2\u00A0×\u00A010⁻⁷");
  CHECK(fr(3.2e-7, significant(2)) == "3,2\u00A0×\u00A010⁻⁷");
  CHECK(en(1.5e18, significant(2)) == "1.5\u00A0×\u00A010¹⁸");
}

TEST_CASE("French numbers have a decimal comma and narrow no-break spaces") {
  CHECK(fr(1234.5, significant(5)) == "1\u202F234,5");
  CHECK(fr(0.0734, percent(1)) == "7,3\u202F%");
  CHECK(en(0.0734, percent(1)) == "7.3%");
  CHECK(fr(1234567.0, integer()) == "1\u202F234\u202F567");
  CHECK(format_integer(-1234567, Language::French) == "\u22121\u202F234\u202F567");
  CHECK(format_integer(INT64_MIN, Language::English) == "\u22129,223,372,036,854,775,808");
  CHECK(format_number(0.07344, 2, Language::French) == "0,073");
  CHECK(format_percent(0.5, 0, Language::English) == "50%");
}

TEST_CASE("signs are typographic and zero has none") {
  CHECK(en(-0.5, fixed(2)) == "\u22120.50");
  CHECK(en(0.5, with_sign(fixed(2))) == "+0.50");
  CHECK(en(0.0, with_sign(fixed(2))) == "0.00");
  CHECK(en(-0.0, fixed(2)) == "0.00");
  CHECK(en(-0.001, fixed(2)) == "0.00");
  CHECK(en(-0.4, integer()) == "0");
}

TEST_CASE("undefined numbers are said to be so") {
  CHECK(en(NAN, significant()) == "n/a");
  CHECK(fr(INFINITY, percent()) == "n.\u00A0d.");
  CHECK(number_text(-INFINITY).en == "n/a");
}

TEST_CASE("dates are written out") {
  CHECK(format_date("2026-11-22", Language::English) == "22\u00A0November\u00A02026");
  CHECK(format_date("2026-11-22", Language::French) == "22\u00A0novembre\u00A02026");
  CHECK(format_date("2026-08-01", Language::French) == "1er\u00A0août\u00A02026");
  CHECK(format_date("2026-11-22T13:07:34Z", Language::English) == "22\u00A0November\u00A02026, 13:07 UTC");
  CHECK(format_date("2026-11-22T09:07:34Z", Language::French) == "22\u00A0novembre\u00A02026 à 9\u00A0h\u00A007 UTC");
  CHECK(format_date("yesterday", Language::English) == "yesterday");
  CHECK(format_date("2026-13-01", Language::English) == "2026-13-01");
  CHECK(format_date("2026-11-22T13:07:34+02:00", Language::English) == "2026-11-22T13:07:34+02:00");
  CHECK(format_date("", Language::English).empty());
}

TEST_CASE("counts take the form of their language") {
  const Text one = {"{0} client", "{0} client"};
  const Text many = {"{0} clients", "{0} clients"};
  CHECK(plural(0, one, many).en == "0 clients");
  CHECK(plural(0, one, many).fr == "0 client");
  CHECK(plural(1, one, many).en == "1 client");
  CHECK(plural(2, one, many).fr == "2 clients");
  CHECK(plural(1200, one, many).fr == "1\u202F200 clients");
}

TEST_CASE("text() writes a number in the language of the pattern") {
  const Text words = text("{0}: {1}", "{0}\u00A0: {1}", Text{"Area", "Aire"}, Number{0.7512, fixed(2)});
  CHECK(words.en == "Area: 0.75");
  CHECK(words.fr == "Aire\u00A0: 0,75");
}

TEST_CASE("numbers of hundreds of digits are written as powers of ten, whatever the format") {
  CHECK(format(1.5e300, fixed(2), Language::English) == "1.50\u00A0×\u00A010³⁰⁰");
  CHECK(format(-2e15, integer(), Language::French) == "\u22122,00\u00A0×\u00A010¹⁵");
  CHECK(format(1e14, percent(0), Language::English) == "1.00\u00A0×\u00A010¹⁶%");
  CHECK(format(999'999'999'999'999.0, integer(), Language::English) == "999,999,999,999,999");
}
