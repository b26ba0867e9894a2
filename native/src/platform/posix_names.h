// How the files of a segment are called: `<key>.seg`, and `<key>.<slot>.<peer id>.bell` for each doorbell.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace lockstep::platform {

constexpr char kSegmentEnding[] = ".seg";
constexpr char kBellEnding[] = ".bell";

inline bool endsWith(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

/// A segment's path or file name without its ending.
inline std::string withoutEnding(const std::string& segment) {
  return segment.substr(0, segment.size() - (sizeof(kSegmentEnding) - 1));
}

inline std::string bellName(const std::string& key, uint32_t slot, uint64_t peerId) {
  char text[48];
  std::snprintf(text, sizeof(text), ".%u.%016llx%s", slot, static_cast<unsigned long long>(peerId), kBellEnding);
  return key + text;
}

struct BellName {
  std::string key;
  uint32_t slot;
};

inline std::optional<BellName> parseBellName(const std::string& name) {
  if (!endsWith(name, kBellEnding)) return std::nullopt;
  const size_t idDot = name.rfind('.', name.size() - sizeof(kBellEnding));
  if (idDot == std::string::npos || idDot == 0) return std::nullopt;
  const size_t slotDot = name.rfind('.', idDot - 1);
  if (slotDot == std::string::npos || slotDot + 1 == idDot || idDot - slotDot > 4) return std::nullopt;
  uint32_t slot = 0;
  for (size_t i = slotDot + 1; i < idDot; ++i) {
    if (name[i] < '0' || name[i] > '9') return std::nullopt;
    slot = slot * 10 + static_cast<uint32_t>(name[i] - '0');
  }
  return BellName{name.substr(0, slotDot), slot};
}

}  // namespace lockstep::platform
