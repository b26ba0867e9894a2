// Where the addon's calls of Node-API lead. An import of node.exe by name would not be found in a program that is
// called otherwise (Electron), and the linkers of MinGW and zig have no delay-load hook to mend that with. So the addon
// has the table that such an import would fill, and fills it itself when it is loaded, from the program that loads it.
//
// Every function that node_api.h declares as imported is called through `__imp_<name>`.
#include <array>

#include "napi_functions.h"
#include "windows.h"

#define DEFINE(name)             \
  extern "C" void* __imp_##name; \
  void* __imp_##name = nullptr;
NAPI_FUNCTIONS(DEFINE)

namespace {

struct Function {
  const char* name;
  void** address;
};

#define ENTRY(name) Function{#name, &__imp_##name},
constexpr std::array kFunctions{NAPI_FUNCTIONS(ENTRY)};

/// The module that has Node-API: the program, or a library of its that holds Node.
HMODULE host() {
  for (const wchar_t* const library : {static_cast<const wchar_t*>(nullptr), L"node.dll", L"libnode.dll"}) {
    const HMODULE module = ::GetModuleHandleW(library);
    if (module != nullptr && ::GetProcAddress(module, "napi_create_function") != nullptr) return module;
  }
  return nullptr;
}

[[maybe_unused]] const bool filled = [] {
  const HMODULE module = host();
  if (module == nullptr) return false;
  for (const auto& [name, address] : kFunctions) *address = reinterpret_cast<void*>(::GetProcAddress(module, name));
  return true;
}();

}  // namespace
