// A segment joined, shared, mapped and left.
//
// Windows has no file locks that a section could carry, but an object with a name exists exactly as long as a process
// has a handle to it, however that process ends. So the dead man's lock and the locks of the slots are such objects:
// where there is one, somebody holds it. Between looking and making nobody comes: that happens inside the gate.
#include "../error.h"
#include "../fault.h"
#include "platform.h"
#include "windows_marker.h"
#include "windows_names.h"
#include "windows_security.h"
#include "windows_state.h"

namespace lockstep::platform {

namespace {

/// How long who leaves waits to remove the marker; whoever opens a store next does it otherwise.
constexpr uint64_t kLeaveMillis = 500;

/// Makes an object whose existence is the lock. Nothing when it exists already.
Handle hold(const std::wstring& name) {
  Handle object(::CreateMutexW(ownerOnly(), FALSE, name.c_str()));
  if (object && ::GetLastError() == ERROR_ALREADY_EXISTS) object.close();
  return object;
}

/// When the kernel cannot be asked, say "held": a living owner must never be robbed.
bool isHeld(const std::wstring& name) {
  const Handle object(::OpenMutexW(SYNCHRONIZE, FALSE, name.c_str()));
  return object || ::GetLastError() != ERROR_FILE_NOT_FOUND;
}

void enterGate(Backing::State& state, uint64_t timeoutMillis) {
  state.gate = Gate(state.names, state.path);
  if (state.gate.enter(timeoutMillis)) return;
  throw Error("LOCKSTEP_BUSY", "Another process has been creating or leaving the segment " + state.path + " for " +
                                   std::to_string(timeoutMillis) + " ms. See whether one is stopped.");
}

}  // namespace

Backing::Backing(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->bells = narrow(state_->names);
  state_->hold = isHeld(heldName(state_->names)) ? Hold::Shared : Hold::Exclusive;
  if (state_->hold == Hold::Shared) faultPoint(Fault::JoinRefused);
  faultPoint(Fault::JoinHeld);
  if (state_->hold == Hold::Shared) share();
}

Backing::~Backing() { leave(); }

std::unique_ptr<Backing> Backing::open(const std::string& directory, const std::string& key, bool create,
                                       uint64_t timeoutMillis) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->path = directory + "\\" + key + kSegmentEnding;
  state->names = namesOfSegment(state->path);
  enterGate(*state, timeoutMillis);
  state->memory = openSection(sectionName(state->names), state->path, create);
  if (!state->memory) return nullptr;
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

std::unique_ptr<Backing> Backing::openFile(const std::string& path, bool create, uint64_t timeoutMillis) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->file = true;
  OpenedFile opened = openFileMemory(path, create);
  if (!opened.memory) return nullptr;
  state->memory = std::move(opened.memory);
  state->names = namesOfFile(opened.identity);
  enterGate(*state, timeoutMillis);
  state->memory->claim();
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

Hold Backing::hold() const { return state_->hold; }
const std::string& Backing::path() const { return state_->path; }
bool Backing::isFile() const { return state_->file; }
const std::string& Backing::bells() const { return state_->bells; }

void Backing::share() {
  State& state = *state_;
  // Many handles to one object: it is there until the last of them is closed.
  state.held = Handle(::CreateMutexW(ownerOnly(), FALSE, heldName(state.names).c_str()));
  if (!state.held) throwLast("hold the segment " + state.path, 0);
  checkOwner(state.held.get(), "The segment " + state.path);
  state.hold = Hold::Shared;
  if (!state.file) leaveMarker(state.path);
  state.gate.leave();
}

void Backing::reset(uint64_t bytes) { state_->memory->reset(bytes); }

void Backing::unmake() noexcept {
  if (!isFile()) return;
  state_->unmade = true;
  try {
    state_->memory->reset(0);
  } catch (...) {  // it stays one that never held a state
  }
}

void Backing::lengthen(uint64_t bytes) { state_->memory->lengthen(bytes); }
uint64_t Backing::size() const { return state_->memory->size(); }
void Backing::commit(uint64_t offset, uint64_t bytes) { state_->memory->commit(offset, bytes); }
void Backing::discard(uint64_t offset, uint64_t bytes) noexcept { state_->memory->discard(offset, bytes); }
void Backing::readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const {
  state_->memory->readAt(offset, into, bytes);
}
bool Backing::stillNamed() const { return state_->memory->stillNamed(); }

void* Backing::map(uint64_t offset, uint64_t bytes, bool writable) {
  const DWORD access = writable ? FILE_MAP_READ | FILE_MAP_WRITE : FILE_MAP_READ;
  void* const address = ::MapViewOfFile(state_->memory->section(), access, high(offset), low(offset), bytes);
  if (address == nullptr) throwLast("map the segment " + state_->path, bytes);
  return address;
}

void Backing::unmap(void* address, uint64_t) noexcept { ::UnmapViewOfFile(address); }

void Backing::sync(void* address, uint64_t bytes) {
  if (!::FlushViewOfFile(address, bytes)) throwLast("write the file " + state_->path + " to the disk", bytes);
  state_->memory->syncFile();
}

bool Backing::syncPassesOver() const { return true; }

void Backing::syncDirectory() {}  // flushing a file's buffers flushes the journal, and the name with it

bool Backing::claimSlot(uint32_t slot, const ThreadIdentity&) {
  state_->slot = platform::hold(slotName(state_->names, slot));
  return static_cast<bool>(state_->slot);
}

void Backing::releaseSlot(uint32_t) noexcept { state_->slot.close(); }
bool Backing::slotHeld(uint32_t slot, const ThreadIdentity&) const { return isHeld(slotName(state_->names, slot)); }

void Backing::hangDoorbell(uint32_t slot, uint64_t peerId) { state_->bell = makeBell(state_->names, slot, peerId); }
void Backing::removeDoorbell(uint32_t, uint64_t) noexcept {}  // it went with its owner
std::unique_ptr<Bell> Backing::takeBell() { return std::move(state_->bell); }

void Backing::sweep(bool (*)(const Backing&)) {
  if (!state_->file) sweepMarkers(state_->directory, state_->path);
}

void Backing::leave() noexcept {
  State& state = *state_;
  if (!state.memory) return;
  state.bell.reset();
  faultPoint(Fault::LeaveBell);
  state.slot.close();
  const bool unmade = state.unmade && size() == 0;
  const bool alone = state.gate.enter(kLeaveMillis);
  // The lock last: who finds it gone may rely on nobody having the memory mapped.
  state.memory.reset();
  state.held.close();
  faultPoint(Fault::LeaveReleased);
  if (alone) faultPoint(Fault::LeaveAlone);
  if (alone && !state.file) removeStaleMarker(state.path, state.names);
  // Refused where others have it open already, who wait for the gate to make the store.
  if (alone && unmade) ::DeleteFileW(wide(state.path).c_str());
  if (alone) faultPoint(Fault::LeaveRemoved);
  state.gate = Gate();
}

}  // namespace lockstep::platform
