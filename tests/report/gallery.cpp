#include <cstdio>
#include <filesystem>

#include "p8/core/file.h"
#include "p8/report/render.h"
#include "report/gallery_page.h"

/// Writes gallery.en.html and gallery.fr.html into the directory given, for tests/web/check_pages.mjs and for the eye.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: p8_report_gallery DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  const p8::report::Page page = p8::test::gallery_page();
  p8::write_file((directory / "gallery.en.html").string(), p8::report::render_html(page, p8::Language::English));
  p8::write_file((directory / "gallery.fr.html").string(), p8::report::render_html(page, p8::Language::French));
}
