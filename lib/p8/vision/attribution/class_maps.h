#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/attribution/evidence.h"
#include "p8/vision/embedding/similarity.h"
#include "p8/vision/segmentation/segments.h"

namespace p8 {

constexpr std::size_t kMapGrid = 14;          ///< cells along a side of the square that maps are averaged on
constexpr std::size_t kMaxMedoidRows = 2000;  ///< of a class that are compared with each other
constexpr std::size_t kExactFlips = 12;       ///< photos up to which all changes of sign are tried
constexpr std::size_t kRandomFlips = 4095;    ///< changes of sign that are drawn for more photos
constexpr double kFalseDiscoveries = 0.05;    ///< share of false ones among the cells that count as more than noise

/// Representative rows: each next one lowers most the sum of every row's distance (1 - cosine) to its nearest chosen
/// row (the BUILD phase of PAM, Kaufman and Rousseeuw 1990, chapter 2). In the order they were chosen; among equal ones
/// the first. Of more than kMaxMedoidRows rows a seeded sample is looked at.
/// @param rows  of `vectors`.   @param count  at most; all rows where there are fewer.
std::vector<std::size_t> medoids(const UnitVectors& vectors, const std::vector<std::size_t>& rows, std::size_t count,
                                 std::uint64_t seed);

/// A map on the common grid, (G, G): the share of its absolute weight that lies in each cell, with its sign; a
/// segment's weight is spread evenly over its pixels. Zeros where all weights are 0.
std::vector<double> map_on_grid(const Segments& segments, const std::vector<double>& weights);

/// The mean of a class's maps, and where it is more than noise.
struct ClassMap {
  std::size_t label = 0;
  std::vector<double> mean;      ///< (G, G)
  std::vector<double> p;         ///< (G, G) of the test below, in (0, 1]
  std::vector<int> significant;  ///< (G, G) 1 where the mean differs from 0 by more than noise
  // Means over the photos in which something speaks for the class (see Evidence):
  Evidence evidence;
  std::vector<std::size_t> photos;  ///< indices, as the caller counts them

  std::size_t significant_cells() const;
};

/// Each cell is tested by changing signs: were its values symmetric about 0, any change of the photos' signs would be
/// as likely as what was found; p is the share of such changes whose mean is at least as far from 0, all 2^N of them
/// for up to 12 photos, else 4,095 seeded ones and the one that was found. Cells count as more than noise at a false
/// discovery rate of 5 % (Benjamini and Hochberg 1995).
/// @param maps  (N) maps on the grid, at least one.   With fewer than 6 photos no p can be below 0.03, and nothing
/// counts but where most cells do.
ClassMap class_map(const std::vector<std::vector<double>>& maps, std::uint64_t seed);

/// Which of the p-values count at a false discovery rate (Benjamini and Hochberg 1995, JRSS B 57, theorem 1).
std::vector<int> discoveries(const std::vector<double>& p, double rate);

}  // namespace p8
