#pragma once

#include <cstdint>

#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// What an image looks like, in 64 bits that hardly change with its size, compression, brightness and contrast: the
/// DCT-based hash of Zauner 2010, "Implementation and benchmarking of perceptual image hash functions", section 3.2.1
/// (pHash): the image in grey (ITU-R BT.601) at 32 × 32, the 8 × 8 lowest frequencies of its cosine transform without
/// those that are constant along a side, a bit each: whether it is above their median. Pillow's resize averages what
/// pHash's own filter blurs. An image of one colour has no bit set.   @param image  at least one pixel.
std::uint64_t perceptual_hash(const RgbImage& image);

/// How many bits differ, 0 to 64.
int hash_distance(std::uint64_t a, std::uint64_t b);

/// Photos that differ in so many bits at most show the same to the eye. Unrelated ones differ in about 32 bits.
constexpr int kNearDuplicateBits = 6;

}  // namespace p8
