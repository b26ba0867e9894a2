// What the objects of a segment are called. Windows keeps named objects apart by session (`Local\`), not by user and
// not by directory: so user and place are hashed into their common beginning. Sections, mutexes and events share one
// name space, so each kind adds an ending of its own.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep::platform {

constexpr char kSegmentEnding[] = ".seg";

/// How the names of the objects begin that belong to the segment with this marker.
std::wstring namesOfSegment(const std::string& markerPath);
/// The same for a file, as `identityOf` says which.
std::wstring namesOfFile(const std::wstring& identity);

inline std::wstring gateName(const std::wstring& names) { return names + L".gate"; }
inline std::wstring heldName(const std::wstring& names) { return names + L".held"; }
inline std::wstring sectionName(const std::wstring& names) { return names + L".section"; }
inline std::wstring slotName(const std::wstring& names, uint32_t slot) {
  return names + L".slot." + std::to_wstring(slot);
}
inline std::wstring bellName(const std::wstring& names, uint32_t slot, uint64_t peerId) {
  return names + L".bell." + std::to_wstring(slot) + L"." + std::to_wstring(peerId);
}

}  // namespace lockstep::platform
