#include "p8/report/html/assets.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

namespace fs = std::filesystem;
using namespace p8::report;

namespace {

/// Whether the lines of the file, without indentation and comments, follow each other in the text.
void check_embedded(const fs::path& file, const std::string& text) {
  std::ifstream in(file);
  std::string expected = "\n";
  for (std::string line; std::getline(in, line);) {
    line.erase(0, line.find_first_not_of(' '));
    if (!line.empty() && line.rfind("//", 0) != 0 && line.rfind("/*", 0) != 0) expected += line + "\n";
  }
  CHECK_MESSAGE(expected.size() > 200, file);
  CHECK_MESSAGE(text.find(expected) != std::string::npos, file);
}

}  // namespace

TEST_CASE("every file of lib/p8/report/assets is part of the pages, character by character") {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(P8_SOURCE_DIR "/lib/p8/report/assets")) {
    const fs::path& file = entry.path();
    if (file.extension() == ".js") {
      check_embedded(file, page_script());
    } else {
      REQUIRE_MESSAGE(file.extension() == ".css", file);
      check_embedded(file, file.filename() == "server.css" ? server_css() : page_css());
    }
    ++files;
  }
  CHECK(files >= 13);
}

TEST_CASE("the page's script asks nothing of the network, and neither it nor the style can end its element early") {
  const std::string script = page_script();
  for (const char* word : {"fetch", "XMLHttpRequest", "import", "eval", "innerHTML", "</", "<!--", "http"}) {
    CHECK_MESSAGE(script.find(word) == std::string::npos, word);
  }
  for (const std::string style : {page_css(), server_css()}) {
    for (const char* word : {"</", "@import", "http", "//"}) CHECK_MESSAGE(style.find(word) == std::string::npos, word);
  }
}

TEST_CASE("the page's script is one strict function, without comments or indentation") {
  const std::string script = page_script();
  CHECK(script.rfind("(() => {\n'use strict';\n", 0) == 0);
  CHECK(script.substr(script.size() - 6) == "})();\n");
  CHECK(script.find("//") == std::string::npos);
  CHECK(script.find("\n ") == std::string::npos);
  CHECK(script.find("\n\n") == std::string::npos);
}

TEST_CASE("script and style leave a client's page its room") {
  CHECK(std::string(page_script()).size() < 18'500);
  CHECK(std::string(page_css()).size() < 24'500);
}
