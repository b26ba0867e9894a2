// A section cannot be listed, and its coming cannot be waited for: an empty file beside tells of it. It is a hint, for
// `openStore` and for warnings; nobody relies on it.
#pragma once

#include <string>

namespace lockstep::platform {

void leaveMarker(const std::string& path) noexcept;
/// Removes a marker unless somebody holds its segment, whose gate the caller has entered.
void removeStaleMarker(const std::string& path, const std::wstring& names) noexcept;
/// Removes the markers of all segments of a directory that nobody holds, but for `own`.
void sweepMarkers(const std::string& directory, const std::string& own);

}  // namespace lockstep::platform
