// What tests need of Windows and Node does not give: stopping processes, and looking into sections, which are no files.
// An addon of its own, for tests only.
#include <napi.h>

#include <cmath>
#include <cstring>
#include <string>

#include "../../src/platform/platform.h"
#include "../../src/platform/windows.h"
#include "../../src/platform/windows_names.h"
#include "inspect.h"

using namespace lockstep::platform;

namespace {

std::string text(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }
DWORD number(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

/// The whole name of an object of the segment with this marker: "section", "gate", "held", "slot.0" …
std::wstring nameOf(const std::string& marker, const std::string& kind) {
  const size_t slash = marker.find_last_of("\\/");
  const std::string directory = checkedDirectory(marker.substr(0, slash));
  return namesOfSegment(directory + "\\" + marker.substr(slash + 1)) + L"." + wide(kind);
}

[[noreturn]] void fail(Napi::Env env, const std::string& what) {
  throw Napi::Error::New(env, what + ": " + reasonOf(::GetLastError()));
}

using ProcessCall = LONG(NTAPI*)(HANDLE);

void callOn(Napi::Env env, DWORD pid, const char* function) {
  const Handle process(::OpenProcess(PROCESS_SUSPEND_RESUME, FALSE, pid));
  if (!process) fail(env, "OpenProcess");
  const FARPROC found = ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), function);
  ProcessCall call;
  std::memcpy(&call, &found, sizeof(call));
  if (call(process.get()) < 0) fail(env, function);
}

void suspend(const Napi::CallbackInfo& info) { callOn(info.Env(), number(info[0]), "NtSuspendProcess"); }
void resume(const Napi::CallbackInfo& info) { callOn(info.Env(), number(info[0]), "NtResumeProcess"); }

Napi::Value isSuspended(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), testing::allThreadsSuspended(number(info[0])));
}

/// Hundredths of a second of the processor that a process has used.
Napi::Value ticks(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), std::round(100 * testing::processorSeconds(number(info[0]))));
}

/// Handles that this process has open.
Napi::Value handles(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), testing::openHandles());
}

/// Views that this process has mapped.
Napi::Value views(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), testing::mappedViews()); }

/// All bytes of a section; what has no memory behind it is zeros.
Napi::Value readSection(const Napi::CallbackInfo& info) {
  const testing::View view(nameOf(text(info[0]), "section"));
  if (!view) fail(info.Env(), "The section");
  const auto bytes = Napi::Buffer<uint8_t>::New(info.Env(), view.size());
  view.read(bytes.Data());
  return bytes;
}

void writeSection(const Napi::CallbackInfo& info) {
  const testing::View view(nameOf(text(info[0]), "section"));
  if (!view) fail(info.Env(), "The section");
  const auto bytes = info[2].As<Napi::Uint8Array>();
  std::memcpy(view.data() + number(info[1]), bytes.Data(), bytes.ByteLength());
}

/// Owner and access list of an object, in Windows's notation.
Napi::Value security(const Napi::CallbackInfo& info) {
  const Handle object = testing::openAnything(nameOf(text(info[0]), text(info[1])));
  if (!object) fail(info.Env(), text(info[1]));
  return Napi::String::New(info.Env(), narrow(testing::describeSecurity(object.get())));
}

/// Puts an event in an object's place, which lasts until the next one is planted.
/// @param access who may use it, in Windows's notation
void plant(const Napi::CallbackInfo& info) {
  Handle event = testing::makeEvent(nameOf(text(info[0]), text(info[1])), wide(text(info[2])));
  if (!event) fail(info.Env(), "The event");
  static Handle planted;
  planted = std::move(event);
}

/// Opens a store's file as another session would, until the next call; no path: only lets go.
void holdInSession(const Napi::CallbackInfo& info) {
  static Handle file;
  file.close();
  if (text(info[0]).empty()) return;
  file = Handle(::CreateFileW(wide(text(info[0])).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                              OPEN_EXISTING, 0, nullptr));
  OVERLAPPED place{};
  place.Offset = number(info[1]);
  place.OffsetHigh = 1u << 8;  // see windows_session.cc
  if (!file || !::LockFileEx(file.get(), LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) fail(info.Env(), "The file");
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("suspend", Napi::Function::New<suspend>(env));
  exports.Set("resume", Napi::Function::New<resume>(env));
  exports.Set("isSuspended", Napi::Function::New<isSuspended>(env));
  exports.Set("ticks", Napi::Function::New<ticks>(env));
  exports.Set("handles", Napi::Function::New<handles>(env));
  exports.Set("views", Napi::Function::New<views>(env));
  exports.Set("readSection", Napi::Function::New<readSection>(env));
  exports.Set("writeSection", Napi::Function::New<writeSection>(env));
  exports.Set("security", Napi::Function::New<security>(env));
  exports.Set("holdInSession", Napi::Function::New<holdInSession>(env));
  exports.Set("plant", Napi::Function::New<plant>(env));
  exports.Set("wine", ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr);
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, initialise)
