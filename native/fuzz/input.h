// The fuzzer's bytes, taken one after the other; zeros when there are no more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lockstep::fuzz {

class Input {
 public:
  Input(const uint8_t* bytes, size_t size) : at_(bytes), left_(size) {}

  bool empty() const { return left_ == 0; }
  uint8_t byte() {
    uint8_t value = 0;
    take(&value, 1);
    return value;
  }
  uint64_t word() {
    uint64_t value = 0;
    take(&value, 8);
    return value;
  }
  void take(void* into, size_t bytes) {
    const size_t count = bytes < left_ ? bytes : left_;
    if (count > 0) std::memcpy(into, at_, count);
    at_ += count;
    left_ -= count;
  }
  /// The next `bytes` as an input of their own.
  Input part(size_t bytes) {
    const size_t count = bytes < left_ ? bytes : left_;
    const Input part(at_, count);
    at_ += count;
    left_ -= count;
    return part;
  }

 private:
  const uint8_t* at_;
  size_t left_;
};

}  // namespace lockstep::fuzz
