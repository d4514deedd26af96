#pragma once

#include <cstddef>
#include <vector>

/// Whether one of two classifiers that answered the same rows is better, or was lucky.
namespace p8 {

/// On how many rows only one of two classifiers is right. Rows that both get right, or both wrong, say nothing about
/// which is better.
struct DiscordantRows {
  std::size_t only_first = 0;
  std::size_t only_second = 0;

  std::size_t rows() const { return only_first + only_second; }
};

/// McNemar's exact conditional test, two-sided (McNemar 1947, Psychometrika 12, 153-157; Fagerland, Lydersen and Laake
/// 2013, BMC Med. Res. Methodol. 13, 91): twice the probability that of n discordant rows, each falling to
/// either side like a fair coin, at most the smaller count falls to its side; at most 1. Exact to rounding; 1 for none.
double mcnemar_p_value(const DiscordantRows& discordant);

/// Holm's step-down adjustment (Holm 1979, Scand. J. Statist. 6, 65-70): compared with one level, the probability that
/// any true hypothesis of all is rejected stays at or below that level. In the order given; equal to R's p.adjust.
/// @param p_values  in [0, 1], without NaN.
std::vector<double> holm_adjusted(const std::vector<double>& p_values);

}  // namespace p8
