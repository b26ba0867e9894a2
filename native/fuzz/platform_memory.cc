// platform.h in plain memory: what an operating system would do for one thread that is several peers. Time is a number
// that grows by being asked for, so that waiting takes no time and a hang is a number too large.
#include <cstring>

#include "error.h"
#include "fault.h"
#include "maps.h"
#include "platform/platform.h"
#include "world.h"

namespace lockstep {

// Where a test build may die, another process may write.
void faultPoint(Fault) noexcept {
  fuzz::World& world = fuzz::world();
  if (!world.interrupt) return;
  const auto once = std::move(world.interrupt);
  world.interrupt = nullptr;
  once();
}

}  // namespace lockstep

namespace lockstep::platform {

namespace {

using fuzz::World;
using fuzz::world;

void interrupt() { faultPoint(Fault::None); }

constexpr uint64_t kThisProcess = 4711;

}  // namespace

uint64_t monotonicMicros() {
  interrupt();
  if (world().clock > world().deadline) fuzz::violated("a call hangs");
  return ++world().clock;
}
double wallMillis() {
  interrupt();
  return static_cast<double>(world().clock);
}
void relax() { interrupt(); }
void yieldThread() { interrupt(); }
void sleepMicros(uint64_t micros) {
  interrupt();
  world().clock += micros;
}

uint64_t randomWord() {
  world().random = world().random * 6364136223846793005u + 1442695040888963407u;
  return world().random;
}

ThreadIdentity currentThread() { return {kThisProcess, kThisProcess, 1, 1}; }
// As on Linux: the numbers of a thread that is not there.
bool hasEnded(const ThreadIdentity& thread) {
  return thread.pidSpace == 1 && (thread.process != kThisProcess || thread.startTime != 1);
}

std::string segmentDirectory() { return "/segments"; }
std::string checkedDirectory(const std::string& directory) { return directory; }
bool isAbsolute(const std::string& path) { return !path.empty() && path[0] == '/'; }
std::vector<std::string> segmentKeys(const std::string&) { return {"store"}; }

struct Bell::State {};
Bell::Bell(std::unique_ptr<State> state) : state_(std::move(state)) {}
Bell::~Bell() = default;
int Bell::takeDescriptor() noexcept { return -1; }
bool Bell::wait() { return false; }
void Bell::interrupt() noexcept {}

struct Backing::State {
  std::string path;
  bool file;
  Hold hold;
  bool held = true;
  bool unmade = false;
  uint32_t slot = kMaxPeers;
  std::unique_ptr<Bell> bell;
};

Backing::Backing(std::unique_ptr<State> state) : state_(std::move(state)) {}
Backing::~Backing() { leave(); }

namespace {

bool joined(Backing::State& state, bool create) {
  World& all = world();
  if (!all.exists && !create) return false;
  all.exists = true;
  state.hold = all.holders == 0 && !all.foreign ? Hold::Exclusive : Hold::Shared;
  ++all.holders;
  return true;
}

[[noreturn]] void noSpace() { throw Error("LOCKSTEP_NO_SPACE", "There is no more memory in this world."); }

}  // namespace

std::unique_ptr<Backing> Backing::open(const std::string& directory, const std::string& key, bool create, uint64_t) {
  auto state = std::make_unique<State>(State{directory + "/" + key, false, Hold::Shared, true, false, kMaxPeers, {}});
  if (!joined(*state, create)) return nullptr;
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

std::unique_ptr<Backing> Backing::openFile(const std::string& path, bool create, uint64_t) {
  auto state = std::make_unique<State>(State{path, true, Hold::Shared, true, false, kMaxPeers, {}});
  if (!joined(*state, create)) return nullptr;
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

Hold Backing::hold() const { return state_->hold; }
const std::string& Backing::path() const { return state_->path; }
bool Backing::isFile() const { return state_->file; }
const std::string& Backing::bells() const { return state_->path; }

void Backing::reset(uint64_t bytes) {
  if (bytes > fuzz::kCapacity) noSpace();
  std::memset(world().bytes, 0, world().used);
  world().size = world().used = bytes;
}
void Backing::unmake() noexcept {
  state_->unmade = true;
  world().size = 0;
}
void Backing::lengthen(uint64_t bytes) {
  if (bytes > fuzz::kCapacity) noSpace();
  if (world().size < bytes) world().size = bytes;
  if (world().used < bytes) world().used = bytes;
}
void Backing::share() { state_->hold = Hold::Shared; }
uint64_t Backing::size() const { return world().size; }

void Backing::commit(uint64_t offset, uint64_t bytes) {
  interrupt();
  if (bytes > fuzz::kCapacity || offset > fuzz::kCapacity - bytes) noSpace();
  lengthen(offset + bytes);
}
void Backing::discard(uint64_t offset, uint64_t bytes) noexcept {
  if (offset < world().size) std::memset(world().bytes + offset, 0, std::min(bytes, world().size - offset));
}

void Backing::readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const {
  interrupt();
  const uint64_t there = offset < world().size ? std::min(bytes, world().size - offset) : 0;
  if (there > 0) std::memcpy(into, world().bytes + offset, there);
  if (there < bytes) std::memset(into + there, 0, bytes - there);
}

void* Backing::map(uint64_t offset, uint64_t bytes, bool writable) {
  void* const address = fuzz::mapOf(offset, bytes, writable);
  if (address == nullptr) noSpace();
  return address;
}
void Backing::unmap(void*, uint64_t) noexcept {}
void Backing::sync(void*, uint64_t) { interrupt(); }
bool Backing::syncPassesOver() const { return true; }
void Backing::syncDirectory() {}
bool Backing::stillNamed() const { return world().named; }

bool Backing::claimSlot(uint32_t slot, const ThreadIdentity&) {
  if (slot >= kMaxPeers) fuzz::violated("a slot that there is not is claimed");
  if (world().slots[slot] != nullptr) return false;
  world().slots[slot] = this;
  state_->slot = slot;
  return true;
}
void Backing::releaseSlot(uint32_t slot) noexcept {
  if (world().slots[slot] == this) world().slots[slot] = nullptr;
}
bool Backing::slotHeld(uint32_t slot, const ThreadIdentity&) const {
  interrupt();
  if (slot >= kMaxPeers) fuzz::violated("a slot that there is not is asked about");
  return world().slots[slot] != nullptr;
}

void Backing::hangDoorbell(uint32_t, uint64_t) {
  state_->bell = std::make_unique<Bell>(std::make_unique<Bell::State>());
}
void Backing::removeDoorbell(uint32_t, uint64_t) noexcept {}
std::unique_ptr<Bell> Backing::takeBell() { return std::move(state_->bell); }
void Backing::sweep(bool (*)(const Backing&)) {}

void Backing::leave() noexcept {
  if (!state_->held) return;
  state_->held = false;
  if (state_->slot != kMaxPeers) releaseSlot(state_->slot);
  World& all = world();
  if (--all.holders > 0 || all.foreign) return;
  if (state_->file && !state_->unmade) return;
  all.exists = false;
  all.size = 0;
}

Ring ring(const std::string&, uint32_t slot, uint64_t peerId) {
  interrupt();
  if (slot >= kMaxPeers) fuzz::violated("a doorbell that there is not is rung");
  if (peerId % 7 == 3) return Ring::Gone;
  return peerId % 7 == 5 ? Ring::Failed : Ring::Rung;
}

}  // namespace lockstep::platform
