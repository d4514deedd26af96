#pragma once

#include "p8/views/vision/lime/lime_page.h"

/// The parts of the page of `p8 lime`.
namespace p8::views {

/// Where the strongest regions are, in the middle of a sentence: "mostly in the upper left", "spread over the picture".
Text place_in_words(const Evidence& evidence);

/// "The four strongest regions carry 62% of the evidence for Watches; they cover 9% of the picture, mostly in the
/// centre."   @param name  the class, as user_text().
Text evidence_in_words(const Evidence& evidence, const Text& name);

/// How many maps there are, and how many of them are no better than chance.
struct MapCounts {
  std::size_t maps = 0;
  std::size_t by_chance = 0;
};
MapCounts map_counts(const LimePage& view);

/// Pictures of the classes' average maps, and where each is more than noise.
report::Section averages_section(const LimePage& view);

/// Photo, segments and maps side by side with their reading: one section, or one a class, which the picker shows.
std::vector<report::Section> image_sections(const LimePage& view);

/// The averages of all classes, or the photos of one; no entries where there are less than two classes.
report::Picker class_picker(const LimePage& view);

/// Fit, stability and curves against chance of every map.
report::Section belief_section(const LimePage& view);

/// Model, method, segments, samples.
report::Definitions lime_settings(const LimePage& view);

}  // namespace p8::views
