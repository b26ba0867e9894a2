#include "windows_names.h"

#include <cwchar>

#include "../words.h"
#include "windows.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

/// Names of directories are the same in either case; those of stores are not.
std::wstring lowerCase(std::wstring text) {
  ::CharLowerBuffW(text.data(), static_cast<DWORD>(text.size()));
  return text;
}

std::wstring hashed(const std::wstring& place) {
  const std::wstring text = userSid() + L"\n" + place;
  std::wstring digits;
  for (const uint64_t seed : {0, 1}) {
    Checksum sum(seed);
    addBytes(sum, reinterpret_cast<const uint8_t*>(text.data()), text.size() * sizeof(wchar_t));
    wchar_t part[17];
    std::swprintf(part, 17, L"%016llx", static_cast<unsigned long long>(sum.value()));
    digits += part;
  }
  return L"Local\\Lockstep-" + digits;
}

}  // namespace

std::wstring namesOfSegment(const std::string& markerPath) {
  const size_t slash = markerPath.find_last_of("\\/");
  return hashed(lowerCase(wide(markerPath.substr(0, slash))) + L"\n" + wide(markerPath.substr(slash + 1)));
}

std::wstring namesOfFile(const std::wstring& identity) { return hashed(identity); }

}  // namespace lockstep::platform
