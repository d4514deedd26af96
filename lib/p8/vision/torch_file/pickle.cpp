#include "p8/vision/torch_file/pickle.h"

#include <algorithm>
#include <utility>

#include "p8/vision/tensors/little_endian.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kLongest = std::size_t{16} << 20;
constexpr std::size_t kMaxPushes = std::size_t{1} << 20;

class PickleReader {
 public:
  PickleReader(std::string_view bytes, const Place& place) : bytes_(bytes.substr(0, kLongest)), place_(place) {}

  Pickle read() {
    if (take(1)[0] != '\x80') throw fault_here("does not begin like a pickle", "ne commence pas comme un pickle");
    check_protocol();
    for (char opcode = take(1)[0]; opcode != '.'; opcode = take(1)[0]) run(static_cast<unsigned char>(opcode));
    if (stack_.size() != 1 || !marks_.empty()) {
      throw fault_here("the pickle ends before its value is complete",
                       "le pickle finit avant que sa valeur soit complète");
    }
    pickle_.root = stack_.back();
    pickle_.size = position_;
    return std::move(pickle_);
  }

 private:
  // ---- Bytes ----

  std::string_view take(std::size_t count) {
    if (count > bytes_.size() - position_) {
      if (bytes_.size() == kLongest) throw fault_here("a pickle of more than 16 MB", "un pickle de plus de 16 Mo");
      throw fault(place_, "cut off after {} bytes", "tronqué après {} octets", bytes_.size());
    }
    const std::string_view taken = bytes_.substr(position_, count);
    position_ += count;
    return taken;
  }
  template <typename Number>
  Number number() {
    return load<Number>(take(sizeof(Number)).data());
  }
  /// Up to the end of the line, which is passed.
  std::string_view line() {
    const std::size_t length = std::min(bytes_.find('\n', position_), bytes_.size()) - position_;
    const std::string_view text = take(length + 1);
    return text.substr(0, length);
  }
  Error fault_here(const char* en, const char* fr) const {
    return fault({place_.file, text("{}: byte {}", "{} : octet {}", place_.part, position_)}, en, fr);
  }

  // ---- The stack of values, and of marks in it ----

  void count_push() {
    if (++pushes_ > kMaxPushes) {
      throw fault(place_, "more than {} values: not weights", "plus de {} valeurs : pas des poids", kMaxPushes);
    }
  }
  void push(PickleIndex index) {
    count_push();
    stack_.push_back(index);
  }
  PickleValue& make(Kind kind) {
    push(static_cast<PickleIndex>(pickle_.values.size()));
    pickle_.values.emplace_back();
    pickle_.values.back().kind = kind;
    return pickle_.values.back();
  }
  PickleIndex top() const {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
      throw fault_here("takes a value from an empty stack", "prend une valeur dans une pile vide");
    }
    return stack_.back();
  }
  PickleIndex pop() {
    const PickleIndex index = top();
    stack_.pop_back();
    return index;
  }
  void mark() {
    count_push();
    marks_.push_back(stack_.size());
  }
  /// The values since the last mark, which are taken off.
  std::vector<PickleIndex> pop_to_mark() {
    if (marks_.empty()) throw fault_here("lacks a mark on its stack", "n'a pas de marque dans sa pile");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleIndex> taken(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return taken;
  }

  // ---- Opcodes ----

  void run(unsigned char opcode);

  void empty(Kind kind) { make(kind); }
  void check_protocol() {
    const auto protocol = number<std::uint8_t>();
    if (protocol == 2) return;
    throw fault(
        place_, "pickle protocol {} is not supported; save it with torch.save(…, pickle_protocol=2)",
        "le protocole de pickle {} n'est pas pris en charge ; enregistrez avec torch.save(…, pickle_protocol=2)",
        protocol);
  }
  void integer(std::int64_t value) { make(Kind::Integer).integer = value; }
  void boolean(bool value) { make(Kind::Boolean).integer = value ? 1 : 0; }
  /// A whole number of any length, low byte first, in two's complement.
  void long_integer() {
    const std::string_view digits = take(number<std::uint8_t>());
    if (digits.size() > sizeof(std::int64_t)) {
      throw fault_here("a whole number of more than 64 bits", "un nombre entier de plus de 64 bits");
    }
    const bool is_negative = !digits.empty() && static_cast<signed char>(digits.back()) < 0;
    std::int64_t value = is_negative ? -1 : 0;
    std::memcpy(&value, digits.data(), digits.size());
    integer(value);
  }
  void real() {  // the only number that stands high byte first
    std::uint64_t bits = __builtin_bswap64(number<std::uint64_t>());
    std::memcpy(&make(Kind::Real).real, &bits, sizeof bits);
  }
  void text_of(std::size_t length) {
    const std::string_view text = take(length);
    make(Kind::Text).text = text;
  }
  void tuple(std::size_t count) {
    std::vector<PickleIndex> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    make(Kind::Tuple).items = std::move(items);
  }
  void tuple_to_mark() {
    std::vector<PickleIndex> items = pop_to_mark();
    make(Kind::Tuple).items = std::move(items);
  }
  void append(const std::vector<PickleIndex>& items) {
    PickleValue& list = pickle_.values[top()];
    if (list.kind != Kind::List)
      throw fault_here("appends to something that is not a list", "ajoute à ce qui n'est pas une liste");
    list.items.insert(list.items.end(), items.begin(), items.end());
  }
  void set_items(const std::vector<PickleIndex>& items) {
    PickleValue& target = pickle_.values[top()];
    if ((target.kind != Kind::Dictionary && target.kind != Kind::Object) || items.size() % 2 != 0) {
      throw fault_here("sets items of something that is not a dictionary", "remplit ce qui n'est pas un dictionnaire");
    }
    target.items.insert(target.items.end(), items.begin(), items.end());
  }
  void set_item() {
    const PickleIndex value = pop();
    const PickleIndex key = pop();
    set_items({key, value});
  }
  void global() {
    const std::size_t begin = position_;
    line();
    line();
    make(Kind::Global).text = bytes_.substr(begin, position_ - begin - 1);
  }
  void object() {
    const PickleIndex arguments = pop();
    const PickleIndex callable = pop();
    if (pickle_[arguments].kind != Kind::Tuple || pickle_[callable].kind != Kind::Global) {
      throw fault_here("calls something that is not a function", "appelle ce qui n'est pas une fonction");
    }
    PickleValue& object = make(Kind::Object);
    object.callable = callable;
    object.arguments = arguments;
  }
  void build() {
    const PickleIndex state = pop();
    PickleValue& object = pickle_.values[top()];
    if (object.kind != Kind::Object)
      throw fault_here("sets the state of no object", "fixe l'état de ce qui n'est pas un objet");
    object.state = state;
  }
  void persistent() {
    const PickleIndex id = pop();
    make(Kind::Persistent).arguments = id;
  }
  void put(std::size_t key) {
    if (key >= kMaxPushes) throw fault_here("a memo number that is too large", "un numéro de mémo trop grand");
    if (key >= memo_.size()) memo_.resize(key + 1, kNoValue);
    memo_[key] = top();
  }
  void get(std::size_t key) {
    if (key >= memo_.size() || memo_[key] == kNoValue) {
      throw fault_here("asks for what is not in its memo", "demande ce qui n'est pas dans son mémo");
    }
    push(memo_[key]);
  }

  std::string_view bytes_;
  const Place& place_;
  std::size_t position_ = 0;
  std::size_t pushes_ = 0;
  std::vector<PickleIndex> stack_;
  std::vector<std::size_t> marks_;
  std::vector<PickleIndex> memo_;
  Pickle pickle_;
};

void PickleReader::run(unsigned char opcode) {
  switch (opcode) {
    case 0x80:
      return check_protocol();
    case 'N':
      return empty(Kind::None);
    case 0x88:
      return boolean(true);
    case 0x89:
      return boolean(false);
    case 'K':
      return integer(number<std::uint8_t>());
    case 'M':
      return integer(number<std::uint16_t>());
    case 'J':
      return integer(number<std::int32_t>());
    case 0x8A:
      return long_integer();
    case 'G':
      return real();
    case 'X':  // unicode
    case 'T':  // str of Python 2
      return text_of(number<std::uint32_t>());
    case 'U':  // a short one
      return text_of(number<std::uint8_t>());
    case '(':
      return mark();
    case ')':
      return tuple(0);
    case 0x85:
      return tuple(1);
    case 0x86:
      return tuple(2);
    case 0x87:
      return tuple(3);
    case 't':
      return tuple_to_mark();
    case ']':
      return empty(Kind::List);
    case 'a':
      return append({pop()});
    case 'e':
      return append(pop_to_mark());
    case '}':
      return empty(Kind::Dictionary);
    case 's':
      return set_item();
    case 'u':
      return set_items(pop_to_mark());
    case 'c':
      return global();
    case 'R':   // callable(*arguments)
    case 0x81:  // callable.__new__(*arguments)
      return object();
    case 'b':
      return build();
    case 'Q':
      return persistent();
    case 'q':
      return put(number<std::uint8_t>());
    case 'r':
      return put(number<std::uint32_t>());
    case 'h':
      return get(number<std::uint8_t>());
    case 'j':
      return get(number<std::uint32_t>());
    default:
      break;
  }
  throw fault(place_, "byte {}: opcode 0x{:02x} is none that torch.save writes",
              "octet {} : le code 0x{:02x} n'est pas de ceux qu'écrit torch.save", position_ - 1, opcode);
}

}  // namespace

Pickle read_pickle(std::string_view bytes, const Place& place) { return PickleReader(bytes, place).read(); }

}  // namespace p8::weights
