#include "p8/csv/foreign_format.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace p8 {

namespace {

using namespace std::string_view_literals;

enum class Remedy { Unpack, ExportCsv, SaveAsUtf8, Fetch };

struct Signature {
  std::string_view bytes;
  const char* en;
  const char* fr;
  Remedy remedy;
  const char* tool;  // that writes the unpacked file to standard output
};

// The longer of two that begin alike comes first.
constexpr Signature kSignatures[] = {
    {"\x1F\x8B"sv, "gzip-compressed", "comprimé par gzip", Remedy::Unpack, "zcat"},
    {"\x28\xB5\x2F\xFD"sv, "compressed by Zstandard", "comprimé par Zstandard", Remedy::Unpack, "zstdcat"},
    {"\x04\x22\x4D\x18"sv, "compressed by LZ4", "comprimé par LZ4", Remedy::Unpack, "lz4cat"},
    {"BZh"sv, "compressed by bzip2", "comprimé par bzip2", Remedy::Unpack, "bzcat"},
    {"\xFD"
     "7zXZ\0"sv,
     "compressed by xz", "comprimé par xz", Remedy::Unpack, "xzcat"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", "une archive 7-Zip", Remedy::Unpack, "7z x -so"},
    {"Rar!\x1A\x07"sv, "a RAR archive", "une archive RAR", Remedy::Unpack, "unrar p -inul"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "a workbook of old Excel (.xls)", "un classeur de l'ancien Excel (.xls)",
     Remedy::ExportCsv, ""},
    {"PAR1"sv, "a Parquet file", "un fichier Parquet", Remedy::ExportCsv, ""},
    {"ARROW1"sv, "an Arrow or Feather file", "un fichier Arrow ou Feather", Remedy::ExportCsv, ""},
    {"FEA1"sv, "a Feather file", "un fichier Feather", Remedy::ExportCsv, ""},
    {"ORC"sv, "an ORC file", "un fichier ORC", Remedy::ExportCsv, ""},
    {"Obj\x01"sv, "an Avro file", "un fichier Avro", Remedy::ExportCsv, ""},
    {"\x89HDF\r\n\x1A\n"sv, "an HDF5 file", "un fichier HDF5", Remedy::ExportCsv, ""},
    {"SQLite format 3\0"sv, "an SQLite database", "une base SQLite", Remedy::ExportCsv, ""},
    {"\x93NUMPY"sv, "a NumPy array", "un tableau NumPy", Remedy::ExportCsv, ""},
    {"\x80\x03"sv, "a Python pickle", "un pickle de Python", Remedy::ExportCsv, ""},
    {"\x80\x04"sv, "a Python pickle", "un pickle de Python", Remedy::ExportCsv, ""},
    {"\x80\x05"sv, "a Python pickle", "un pickle de Python", Remedy::ExportCsv, ""},
    {"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60"sv, "a SAS file", "un fichier SAS", Remedy::ExportCsv, ""},
    {"$FL2"sv, "an SPSS file", "un fichier SPSS", Remedy::ExportCsv, ""},
    {"$FL3"sv, "an SPSS file", "un fichier SPSS", Remedy::ExportCsv, ""},
    {"<stata_dta>"sv, "a Stata file", "un fichier Stata", Remedy::ExportCsv, ""},
    {"RDX"sv, "an R data file", "un fichier de données R", Remedy::ExportCsv, ""},
    {"%PDF-"sv, "a PDF document", "un document PDF", Remedy::ExportCsv, ""},
    {"{\\rtf"sv, "an RTF document", "un document RTF", Remedy::ExportCsv, ""},
    {"\x89PNG"sv, "a PNG image", "une image PNG", Remedy::ExportCsv, ""},
    {"\xFF\xD8\xFF"sv, "a JPEG image", "une image JPEG", Remedy::ExportCsv, ""},
    {"<?xml"sv, "XML", "du XML", Remedy::ExportCsv, ""},
    {"<!DOCTYPE"sv, "a web page", "une page web", Remedy::ExportCsv, ""},
    {"<!doctype"sv, "a web page", "une page web", Remedy::ExportCsv, ""},
    {"<html"sv, "a web page", "une page web", Remedy::ExportCsv, ""},
    {"<table"sv, "a web page", "une page web", Remedy::ExportCsv, ""},
    {"version https://git-lfs"sv, "a pointer of Git LFS, not the file itself",
     "un pointeur de Git LFS, non le fichier lui-même", Remedy::Fetch, ""},
    {"\xFF\xFE\0\0"sv, "UTF-32 text", "du texte en UTF-32", Remedy::SaveAsUtf8, "UTF-32"},
    {"\0\0\xFE\xFF"sv, "UTF-32 text", "du texte en UTF-32", Remedy::SaveAsUtf8, "UTF-32"},
    {"\xFF\xFE"sv, "UTF-16 text", "du texte en UTF-16", Remedy::SaveAsUtf8, "UTF-16"},
    {"\xFE\xFF"sv, "UTF-16 text", "du texte en UTF-16", Remedy::SaveAsUtf8, "UTF-16"},
};

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

// Letters alone may begin a header too: such a signature counts only where bytes follow that are not text.
bool is_word(std::string_view signature) {
  return std::all_of(signature.begin(), signature.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

bool has_binary(std::string_view start) {
  return std::any_of(start.begin(), start.end(),
                     [](unsigned char c) { return c < ' ' && c != '\t' && c != '\r' && c != '\n'; });
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Text with_remedy(const Text& what, Remedy remedy, const char* tool) {
  switch (remedy) {
    case Remedy::Unpack:
      return text("{0}; unpack it first: {1} FILE | p8 … --data -",
                  "{0} ; décompressez-le d'abord : {1} FICHIER | p8 … "
                  "--data -",
                  what, tool);
    case Remedy::ExportCsv:
      return text("{0}, expected CSV; export it as CSV (comma-separated, UTF-8)",
                  "{0}, alors qu'il faut du CSV ; exportez-le en CSV (séparé par des virgules, UTF-8)", what);
    case Remedy::SaveAsUtf8:
      return text("{0}; save the file as UTF-8, or convert it: iconv -f {1} -t UTF-8 FILE",
                  "{0} ; enregistrez le fichier en UTF-8, ou convertissez-le : iconv -f {1} -t UTF-8 FICHIER", what,
                  tool);
    case Remedy::Fetch:
      break;
  }
  return text("{0}; fetch it: git lfs pull", "{0} ; récupérez-le : git lfs pull", what);
}

// A zip archive by the names of its first members, which are in it uncompressed.
Text zip_format(std::string_view start) {
  if (contains(start, "xl/") || contains(start, "[Content_Types].xml") || contains(start, "docProps/")) {
    return with_remedy({"an Excel workbook (.xlsx)", "un classeur Excel (.xlsx)"}, Remedy::ExportCsv, "");
  }
  if (contains(start, "application/vnd.oasis.opendocument")) {
    return with_remedy({"an OpenDocument file (.ods)", "un fichier OpenDocument (.ods)"}, Remedy::ExportCsv, "");
  }
  return with_remedy({"a zip archive", "une archive zip"}, Remedy::Unpack, "unzip -p");
}

// Letters with zeros between them: UTF-16 that lacks its byte order mark.
std::optional<Text> plain_utf16(std::string_view start) {
  if (start.size() < 4) return std::nullopt;
  const bool little = start[0] != '\0' && start[1] == '\0' && start[2] != '\0' && start[3] == '\0';
  const bool big = start[0] == '\0' && start[1] != '\0' && start[2] == '\0' && start[3] != '\0';
  if (!little && !big) return std::nullopt;
  return with_remedy({"UTF-16 text", "du texte en UTF-16"}, Remedy::SaveAsUtf8, little ? "UTF-16LE" : "UTF-16BE");
}

bool is_json(std::string_view start) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = start.find_first_not_of(kBlanks);
  if (first == std::string_view::npos || (start[first] != '{' && start[first] != '[')) return false;
  const std::size_t second = start.find_first_not_of(kBlanks, first + 1);
  return second != std::string_view::npos && "\"{[]}"sv.find(start[second]) != std::string_view::npos;
}

}  // namespace

std::optional<Text> foreign_format(std::string_view start) {
  for (const Signature& signature : kSignatures) {
    if (begins_with(start, signature.bytes) && (!is_word(signature.bytes) || has_binary(start.substr(0, 512)))) {
      return with_remedy({signature.en, signature.fr}, signature.remedy, signature.tool);
    }
  }
  if (begins_with(start, "PK\x03\x04")) return zip_format(start);
  if (is_json(start)) return with_remedy({"JSON", "du JSON"}, Remedy::ExportCsv, "");
  return plain_utf16(start);
}

std::optional<char> other_separator(std::string_view header) {
  constexpr std::string_view kSeparators = ",;\t|";
  std::array<int, kSeparators.size()> counts = {};
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    const std::size_t separator = quoted ? std::string_view::npos : kSeparators.find(c);
    if (separator != std::string_view::npos) ++counts[separator];
  }
  const auto most = std::max_element(counts.begin(), counts.end());  // the comma wins a tie
  if (most == counts.begin()) return std::nullopt;
  return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

Text name_of_separator(char separator) {
  if (separator == '\t') return {"tabs", "des tabulations"};
  return text("'{}'", "« {} »", separator);
}

}  // namespace p8
