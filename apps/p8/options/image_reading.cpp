#include "p8/options/image_reading.h"

#include <string>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/vision/checkpoint/clip_origin.h"

namespace p8::app {

namespace {

/// The words of the command line that are not as in training.
std::string contradictions(const DecodeOptions& asked, const TrainedDecoding& trained, const CLI::App& command) {
  std::string words;
  const auto add = [&](const char* option, bool differs, const std::string& value) {
    if (command.count(option) > 0 && differs) words += (words.empty() ? "" : " ") + std::string(option) + value;
  };
  add("--exif", asked.apply_orientation != trained.upright, asked.apply_orientation ? "" : "=false");
  add("--fast-decode", !trained.is_assumed && asked.fast != trained.fast, asked.fast ? "" : "=false");
  add("--background", asked.background != trained.background, " " + std::string(name_of(asked.background)));
  return words;
}

Text in_words(const TrainedDecoding& trained) {
  const auto flag = [](const char* name, bool is_on) {
    return is_on ? text(", {}", ", {}", name) : text(", no {}", ", sans {}", name);
  };
  return text("--background {}{}{}", "--background {}{}{}", name_of(trained.background),
              flag("--exif", trained.upright), trained.is_assumed ? Text() : flag("--fast-decode", trained.fast));
}

void warn_of_lost_classes(const ReadImages& photos, Log& log) {
  std::vector<std::size_t> given(photos.set.classes.size()), read(given.size());
  for (const ImageItem& item : photos.set.items) {
    if (item.label) ++given[*item.label];
  }
  for (const std::size_t item : photos.items) {
    if (photos.set.items[item].label) ++read[*photos.set.items[item].label];
  }
  for (std::size_t label = 0; label < given.size(); ++label) {
    if (given[label] == 0 || read[label] > 0) continue;
    log.warn(text("class '{}': none of its photos could be read ({}), see errors.csv",
                  "classe « {} » : aucune de ses photos n'a pu être lue ({}), voir errors.csv",
                  printable(photos.set.classes[label], 60), given[label]));
  }
}

Error none_readable(const ReadImages& photos) {
  const FailedImage& first = photos.failed.front();
  const std::string image = printable(first.image, 60);
  return data_error("{0}: none of the {1} images could be read; the first: {2}: {3}",
                    "{0} : aucune des {1} images n'a pu être lue ; la première : {2} : {3}", printable(photos.set.name),
                    photos.failed.size(), image, first.reason);
}

}  // namespace

DecodeOptions decode_as_trained(const ImageOptions& options, const TrainedDecoding& trained, const CLI::App& command,
                                Log& log) {
  DecodeOptions decode = options.decode();
  if (const std::string words = contradictions(decode, trained, command); !words.empty()) {
    const Text training = in_words(trained);
    throw usage_error(
        "{0} contradicts the classifier, which was trained with {1}; leave it out, and photos are prepared as in "
        "training, or train again with it",
        "{0} contredit le classifieur, entraîné avec {1} ; retirez cette option, et les photos seront préparées comme "
        "à l'entraînement, ou refaites l'entraînement avec elle",
        words, training);
  }
  if (trained.is_assumed) {
    log.info(
        {"classifier.json comes from an earlier p8 and does not say how transparency was treated: assumed as "
         "then, --background drop, and RGB before the resize",
         "classifier.json vient d'un p8 antérieur et ne dit pas comment la transparence était traitée : supposée "
         "traitée comme alors, --background drop, et RVB avant le redimensionnement"});
  }
  decode.apply_orientation = trained.upright;
  decode.background = trained.background;
  decode.resizes_first = trained.resizes_first;
  if (!trained.is_assumed) decode.fast = trained.fast;
  return decode;
}

void note_clip(const std::string& path, RunRecord& record, Log& log) {
  const bool is_assumed = is_assumed_openai(path);
  record.encoder.emplace_back("clip_settings", is_assumed ? "assumed to be OpenAI's (quick_gelu)" : "stated");
  if (!is_assumed) return;
  log.warn(
      text("{0}: nothing says whether its model computes with QuickGELU, as OpenAI's, or with GELU, as most of "
           "open_clip's: it is taken for OpenAI's; if it is not, put its {1} beside it",
           "{0} : rien n'indique si son modèle calcule avec QuickGELU, comme ceux d'OpenAI, ou avec GELU, comme "
           "la plupart de ceux d'open_clip : il est pris pour un modèle d'OpenAI ; sinon, placez son {1} à côté",
           printable(path), kOpenClipConfig));
}

void note_reading(const ReadImages& photos, const DecodeOptions& decode, RunRecord& record, Log& log) {
  if (photos.items.empty() && !photos.failed.empty()) throw none_readable(photos);
  nlohmann::ordered_json options = nlohmann::ordered_json::parse(record.options_json);
  options["exif"] = decode.apply_orientation;
  options["fast-decode"] = decode.fast;
  options["background"] = name_of(decode.background);
  record.options_json = options.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  for (const auto& [name, count] : {std::pair("images_read", photos.items.size()),
                                    {"images_failed", photos.failed.size()},
                                    {"files_left_out", photos.set.left_out.size()},
                                    {"images_of_16_bits_grey_scaled_to_8", photos.deep_grey}}) {
    record.encoder.emplace_back(name, std::to_string(count));
  }
  warn_of_lost_classes(photos, log);
  if (photos.deep_grey > 0) {
    log.info(text("{} of {} images are grey in 16 bits and were scaled to 8",
                  "{} images sur {} sont en gris sur 16 bits et ont été ramenées à 8", photos.deep_grey,
                  photos.items.size()));
  }
}

}  // namespace p8::app
