// Between C++ and JavaScript: errors, options, peers.
#pragma once

#include <napi.h>

#include <string>
#include <vector>

#include "../error.h"
#include "../segment.h"

namespace lockstep::addon {

/// A JavaScript error named LockstepError with its code.
/// @param store what to call the store in the message; may be empty
Napi::Error jsError(Napi::Env env, const Error& error, const std::string& store = "");
/// 16 hexadecimal digits.
std::string hexId(uint64_t id);
/// The initial state's bytes are borrowed from JavaScript: use the result before returning to it.
OpenOptions openOptions(const Napi::Object& options);
Napi::Array peerList(Napi::Env env, const std::vector<PeerView>& peers, uint64_t self);
/// segmentDirectory(): where this user's segments lie; made and checked.
Napi::Value segmentDirectory(const Napi::CallbackInfo& info);

/// neighbours(prefix, own): see ts/index.ts.
Napi::Value neighbours(const Napi::CallbackInfo& info);

}  // namespace lockstep::addon
