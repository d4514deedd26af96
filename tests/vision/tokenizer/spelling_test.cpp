#include "p8/vision/tokenizer/spelling.h"

#include <doctest/doctest.h>

namespace p8 {

TEST_CASE("case, blanks, separators and Unicode's encodings are ways to spell one name") {
  const std::string key = spelling_key("Baby Care");
  for (const char* name : {"baby care", "BABY CARE", " Baby  Care ", "Baby\tCare",
                           "Baby\xC2\xA0"
                           "Care",
                           "baby_care", "Baby-Care", "BabyCare", "Baby\xE2\x80\x8B Care",
                           "\xEF\xBC\xA2"
                           "aby Care"}) {
    CAPTURE(name);
    CHECK(spelling_key(name) == key);
  }
  CHECK(spelling_key("B\xC3\xA9\x62\xC3\xA9") == spelling_key("b\x65\xCC\x81\x62\x65\xCC\x81"));  // Bébé, NFC and NFD
  CHECK(spelling_key("STRASSE") == spelling_key("Stra\xC3\x9F\x65"));
}

TEST_CASE("names that differ in anything else are different") {
  const std::pair<const char*, const char*> kDifferent[] = {{"C", "C++"},
                                                            {"1 2", "12"},
                                                            {"1-2", "12"},
                                                            {"-1", "1"},
                                                            {"Pens", "Pen"},
                                                            {"R&B", "R B"},
                                                            {"B\xC3\xA9\x62\xC3\xA9", "Bebe"},
                                                            {"a.b", "ab"},
                                                            {"3,5", "35"},
                                                            {"01", "1"}};
  for (const auto& pair : kDifferent) {
    const auto& a = pair.first;
    const auto& b = pair.second;
    CAPTURE(a);
    CHECK(spelling_key(a) != spelling_key(b));
  }
  CHECK(spelling_key("") == spelling_key(" _ "));
  CHECK(spelling_key("size 1 2") == spelling_key("Size_1-2"));
  CHECK(spelling_key(std::string(5000, '\xFF')).size() == 15000);  // each byte U+FFFD
}

}  // namespace p8
