#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "p8/vision/tensors/weight_error.h"

namespace p8::weights {

/// The place of a value among those of its pickle.
using PickleIndex = std::uint32_t;
constexpr PickleIndex kNoValue = 0xFFFFFFFF;

/// A value of a Python pickle as plain data. What Python would call or look up is only recorded.
struct PickleValue {
  enum class Kind : unsigned char {
    None,
    Boolean,     ///< integer: 0 or 1
    Integer,     ///< integer
    Real,        ///< real
    Text,        ///< text: UTF-8, or bytes of Python 2
    Tuple,       ///< items
    List,        ///< items
    Dictionary,  ///< items: keys and values in turn, in the order they were set
    Global,      ///< text: "MODULE\nNAME", something that Python would import
    Object,      ///< what Python would get by calling `callable` with `arguments`, then setting items and state
    Persistent,  ///< arguments: an id that PyTorch gives meaning to
  };

  Kind kind = Kind::None;
  std::int64_t integer = 0;
  double real = 0.0;
  std::string_view text;           ///< borrowed from the pickle
  std::vector<PickleIndex> items;  ///< of an Object as of a Dictionary
  PickleIndex callable = kNoValue;
  PickleIndex arguments = kNoValue;
  PickleIndex state = kNoValue;
};

/// The values of a pickle. They refer to each other by index and may do so in circles and more than once.
struct Pickle {
  std::deque<PickleValue> values;
  PickleIndex root = 0;
  std::size_t size = 0;  ///< bytes up to and with its end

  const PickleValue& operator[](PickleIndex index) const { return values[index]; }
};

/// Reads the pickle (protocol 2; Python's Lib/pickletools.py) that the bytes begin with, in one pass and linear time.
/// Nothing is imported, called or executed; only the opcodes of torch.save, under Python 2 and 3, and of torch.jit.save
/// are known. Throws Error(Model) naming the byte: cut off, another opcode or protocol, a stack that does not fit,
/// more than 2^20 values, more than 16 MB.
Pickle read_pickle(std::string_view bytes, const Place& place);

}  // namespace p8::weights
