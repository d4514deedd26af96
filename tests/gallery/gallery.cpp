#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "gallery/charts_page.h"
#include "gallery/dashboard_page.h"
#include "gallery/gallery_page.h"
#include "p8/files/file.h"
#include "p8/report/html/render.h"

/// Writes {gallery,stress,charts,charts_stress,dashboard,clients/example}.{en,fr}.html into the directory given, for
/// tests/web/check_pages.mjs and for the eye. With a number of rows: only long.{en,fr}.html with a table as long, for
/// tests/web/time_search.mjs.
int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: p8_report_gallery DIR [ROWS]\n", stderr);
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory / "clients");
  for (const auto& [suffix, language] :
       {std::pair{".en.html", p8::Language::English}, std::pair{".fr.html", p8::Language::French}}) {
    const auto write = [&, to = std::string(suffix), in = language](const std::string& name,
                                                                    const p8::report::Page& page) {
      p8::write_file((directory / (name + to)).string(), p8::report::render_html(page, in));
    };
    if (argc == 3) {
      write("long", p8::test::dashboard_page(suffix, std::strtoul(argv[2], nullptr, 10)));
      continue;
    }
    write("gallery", p8::test::gallery_page());
    write("stress", p8::test::stress_page());
    write("charts", p8::test::charts_page());
    write("charts_stress", p8::test::charts_stress_page());
    write("dashboard", p8::test::dashboard_page(suffix));
    write("clients/example", p8::test::client_page(suffix));
  }
}
