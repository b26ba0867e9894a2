// One call from JavaScript to a segment: its arguments, its result, and errors on the way back.
#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "../error.h"
#include "../segment.h"
#include "convert.h"
#include "exit.h"
#include "waiter.h"

namespace lockstep::addon {

// As in ts/segment.ts.
enum Status : size_t { kHead, kLogUsed, kSnapshotVersion, kNeeded, kStatusCount };
constexpr double kConflict = -1;
constexpr double kFull = -2;
constexpr double kLapped = -1;
constexpr double kTooSmall = -2;

/// What the functions of one segment object share. Freed when the last of them is collected; the segment itself is
/// closed before, by `close()` or by the environment's end (a worker that is terminated, a process that exits).
struct Handle {
  std::unique_ptr<Segment> segment;
  Waiter* waiter = nullptr;
  std::string store;         // its name, for messages
  double* status = nullptr;  // memory of a Float64Array that the functions' owner keeps alive
  napi_ref statusRef = nullptr;
  napi_env env = nullptr;
  int functions = 0;
};

inline void closeSegment(Handle& handle) {
  if (handle.waiter != nullptr) handle.waiter->stop();
  forgetAtProcessExit(handle.segment);
  handle.segment.reset();
}

inline void closeAtExit(void* data) { closeSegment(*static_cast<Handle*>(data)); }

struct Call {
  napi_env env;
  Handle* handle;
  napi_value arguments[3];
  size_t count = 3;

  Segment& segment() const {
    if (!handle->segment) throw Error("LOCKSTEP_CLOSED", "The segment is closed.");
    return *handle->segment;
  }
  double number(size_t index) const {
    double value = -1;
    napi_get_value_double(env, arguments[index], &value);
    return value;
  }
  /// A version; what cannot be one matches no head.
  uint64_t version(size_t index) const {
    const double value = number(index);
    return value >= 0 && value <= static_cast<double>(kMaxVersion) ? static_cast<uint64_t>(value) : ~uint64_t{0};
  }
  struct Bytes {
    uint8_t* data;
    size_t length;
  };
  Bytes bytes(size_t index) const {
    Bytes result{nullptr, 0};
    napi_typedarray_type type;
    void* data = nullptr;
    if (napi_get_typedarray_info(env, arguments[index], &type, &result.length, &data, nullptr, nullptr) != napi_ok ||
        type != napi_uint8_array)
      throw Error("LOCKSTEP_OPTIONS", "Expected a Uint8Array.");
    result.data = static_cast<uint8_t*>(data);
    return result;
  }
  napi_value returns(double value) const {
    napi_value result;
    napi_create_double(env, value, &result);
    return result;
  }
  napi_value returns(bool value) const {
    napi_value result;
    napi_get_boolean(env, value, &result);
    return result;
  }
  void show(Status which, uint64_t value) const { handle->status[which] = static_cast<double>(value); }
};

using Method = napi_value (*)(const Call&);

template <Method method>
napi_value invoke(napi_env env, napi_callback_info info) {
  Call call{env, nullptr, {}};
  void* data = nullptr;
  napi_get_cb_info(env, info, &call.count, call.arguments, nullptr, &data);
  call.handle = static_cast<Handle*>(data);
  try {
    try {
      return method(call);
    } catch (const Error& error) {
      throw jsError(env, error, call.handle->store);
    } catch (const Napi::Error&) {
      throw;
    } catch (const std::exception& error) {
      throw jsError(env, Error("LOCKSTEP_SYSTEM", error.what()), call.handle->store);
    }
  } catch (const Napi::Error& error) {
    // Also what making the error threw: in a worker that is being terminated nothing of JavaScript works any more.
    error.ThrowAsJavaScriptException();
  }
  return nullptr;
}

}  // namespace lockstep::addon
