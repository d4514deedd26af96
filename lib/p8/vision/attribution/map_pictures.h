#pragma once

#include <cstddef>
#include <vector>

#include "p8/vision/image/rgb_image.h"
#include "p8/vision/segmentation/segments.h"

/// Pictures of maps. Red speaks for a class and blue against it (the ends of ColorBrewer's RdBu, which people with any
/// colour blindness tell apart); the stronger the colour, the larger the weight.
namespace p8 {

/// Each pixel as a square of `factor` × `factor`.
RgbImage enlarged(const RgbImage& image, std::size_t factor);

/// How many times a square is enlarged so that its lines can be seen: to 224 pixels or more.
std::size_t picture_factor(std::size_t side);

/// A number a pixel, (H, W): its segment's weight.
std::vector<float> weight_of_pixels(const Segments& segments, const std::vector<double>& weights);

/// The photo with the borders of all segments, enlarged.
RgbImage segments_picture(const RgbImage& square, const Segments& segments);

/// The photo in pale grey below its heat map, with an outline (white inside black) around the strongest segments of
/// positive weight (see strongest_segments), enlarged.
RgbImage heat_picture(const RgbImage& square, const Segments& segments, const std::vector<double>& weights);

/// A (G, G) grid of numbers as heat over a picture; the cells that `outlined` names have an outline.
/// @param square  below the heat, of any side.   @param outlined  (G, G), 1 or 0.
RgbImage grid_picture(const RgbImage& square, const std::vector<double>& cells, const std::vector<int>& outlined,
                      std::size_t grid);

}  // namespace p8
