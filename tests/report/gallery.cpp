#include <cstdio>
#include <filesystem>
#include <utility>

#include "p8/core/file.h"
#include "p8/report/render.h"
#include "report/gallery_page.h"

/// Writes {gallery,stress}.{en,fr}.html into the directory given, for tests/web/check_pages.mjs and for the eye.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: p8_report_gallery DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  const std::pair<const char*, p8::report::Page> pages[] = {{"gallery", p8::test::gallery_page()},
                                                            {"stress", p8::test::stress_page()}};
  for (const auto& [name, page] : pages) {
    for (const auto& [suffix, language] :
         {std::pair{".en.html", p8::Language::English}, std::pair{".fr.html", p8::Language::French}}) {
      p8::write_file((directory / (std::string(name) + suffix)).string(), p8::report::render_html(page, language));
    }
  }
}
