#include "windows_security.h"

#include <aclapi.h>
#include <sddl.h>

#include <memory>
#include <vector>

#include "../error.h"

namespace lockstep::platform {

namespace {

template <typename T>
struct LocalMemory {
  T value = nullptr;
  ~LocalMemory() {
    if (value != nullptr) ::LocalFree(value);
  }
};

std::vector<uint8_t> readUser() {
  HANDLE opened = nullptr;
  if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &opened))
    throwLast("ask which user runs this process", 0);
  const Handle token(opened);
  DWORD bytes = 0;
  ::GetTokenInformation(token.get(), TokenUser, nullptr, 0, &bytes);
  std::vector<uint8_t> user(bytes);
  if (!::GetTokenInformation(token.get(), TokenUser, user.data(), bytes, &bytes))
    throwLast("ask which user runs this process", 0);
  return user;
}

PSID userId() {
  // Kept until the process ends, like everything that is asked while it exits.
  static const std::vector<uint8_t>* const user = new std::vector<uint8_t>(readUser());
  return reinterpret_cast<const TOKEN_USER*>(user->data())->User.Sid;
}

SECURITY_ATTRIBUTES* attributes(const wchar_t* entryFlags) {
  // Owner: the user. A protected list (nothing is inherited) of one entry: all rights, to the user.
  const std::wstring text = L"O:" + userSid() + L"D:P(A;" + entryFlags + L";GA;;;" + userSid() + L")";
  auto* const result = new SECURITY_ATTRIBUTES{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
  if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                              &result->lpSecurityDescriptor, nullptr))
    throwLast("describe who may use a segment", 0);
  return result;
}

}  // namespace

const std::wstring& userSid() {
  static const std::wstring* const sid = [] {
    LocalMemory<wchar_t*> text;
    if (!::ConvertSidToStringSidW(userId(), &text.value)) throwLast("name the user", 0);
    return new std::wstring(text.value);
  }();
  return *sid;
}

SECURITY_ATTRIBUTES* ownerOnly() {
  static SECURITY_ATTRIBUTES* const made = attributes(L"");
  return made;
}

SECURITY_ATTRIBUTES* ownerOnlyDirectory() {
  static SECURITY_ATTRIBUTES* const made = attributes(L"OICI");
  return made;
}

bool ownedByUser(HANDLE object, bool isFile) {
  PSID owner = nullptr;
  LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
  const DWORD error = ::GetSecurityInfo(object, isFile ? SE_FILE_OBJECT : SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION,
                                        &owner, nullptr, nullptr, nullptr, &descriptor.value);
  return error == ERROR_SUCCESS && owner != nullptr && ::EqualSid(owner, userId());
}

void checkOwner(HANDLE object, const std::string& what, bool isFile) {
  if (ownedByUser(object, isFile)) return;
  throw Error("LOCKSTEP_PERMISSION", what +
                                         " belongs to another user. End the program that made it, or run all programs "
                                         "that share the store as the same user.");
}

}  // namespace lockstep::platform
