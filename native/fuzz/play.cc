#include "play.h"

#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "forge.h"
#include "neighbours.h"
#include "segment.h"
#include "templates.h"
#include "world.h"

namespace lockstep::fuzz {

namespace {

constexpr uint64_t kTimeoutMillis = 20;
// A call takes at most five locks, one turn and one snapshot, each with that time and once more.
constexpr uint64_t kMostMicros = 1'000'000;

constexpr int kMostSteps = 24;
constexpr uint64_t kStateBytes = 7000;

/// One peer, and what the fuzzer knows of it.
class Peer {
 public:
  bool open() const { return segment_.has_value(); }

  void attach(Input& input, bool file) {
    const uint8_t how = input.byte();
    OpenOptions options;
    if (file)
      options.file = "/file";
    else
      options.directory = "/segments", options.key = "store";
    file_ = file;
    options.schema = how & 3;
    options.migrates = (how & 4) != 0;
    options.readOnly = (how & 8) != 0;
    options.title = std::string(how >> 5, 't');
    options.lockTimeoutMillis = kTimeoutMillis;
    if ((how & 16) == 0) options.create = CreateOptions{state_.data(), 100, 1, kStateBytes, how == 64};
    segment_.reset();
    segment_.emplace(options);
    geometry_ = segment_->geometry();
  }

  void read(Input& input) {
    const Forbidden slots(geometry_.logBytes, 2 * geometry_.slotBytes);
    uint64_t capacity = 64 + input.byte() * 16u;
    for (int round = 0; round < 4; ++round) {
      // Of exactly that size, so that a byte too much is found; not filled, which would take most of the time.
      const auto into = std::make_unique_for_overwrite<uint8_t[]>(capacity);
      const ReadResult result = segment_->read(into.get(), capacity);
      if (result.outcome == ReadOutcome::TooSmall) {
        if (result.needed <= capacity || result.needed > geometry_.logBytes)
          violated("a record needs room that no record can need");
        capacity = result.needed;
        continue;
      }
      if (result.bytes > capacity) violated("more was read than there is room for");
      if (result.outcome == ReadOutcome::Lapped) snapshot();
      if (result.bytes == 0) return;
    }
  }

  void snapshot() {
    std::unique_ptr<uint8_t[]> into;
    segment_->snapshot([&](uint64_t length) {
      if (length > geometry_.stateBytes) violated("a snapshot is larger than a state may be");
      into = std::make_unique_for_overwrite<uint8_t[]>(length);
      return into.get();
    });
    if (segment_->version() > kMaxVersion) violated("a version is no safe integer");
  }

  void commit(Input& input) {
    const Forbidden slots(geometry_.logBytes, 2 * geometry_.slotBytes);
    const uint32_t length = input.byte() * (input.byte() % 4 == 0 ? 9u : 1u);
    segment_->append(segment_->version(), state_.data(), length);
  }

  void commitState(Input& input, bool migrate) {
    const auto log = forbidLog();
    const uint64_t length = input.byte() * 48u;
    if (migrate)
      segment_->migrate(segment_->version(), state_.data(), length);
    else
      segment_->appendSnapshot(segment_->version(), state_.data(), length);
  }

  void checkpoint(Input& input) {
    const auto log = forbidLog();
    segment_->checkpoint(segment_->version(), state_.data(), input.byte() * 48u);
  }

  Segment& segment() { return *segment_; }
  void close() { segment_.reset(); }
  /// Dies: the system lets go of its slot and its hold, and nothing of what it wrote is cleared.
  void kill() {
    std::array<uint8_t, kMetaBytes> left;
    std::memcpy(left.data(), world().bytes, left.size());
    close();
    if (world().exists) std::memcpy(world().bytes, left.data(), left.size());
  }

 private:
  /// While states are handled. Of a file the root that goes before them puts the log on the disk.
  std::unique_ptr<Forbidden> forbidLog() const {
    return file_ ? nullptr : std::make_unique<Forbidden>(0, geometry_.logBytes);
  }

  static inline std::array<uint8_t, 16'384> state_{};
  std::optional<Segment> segment_;
  Geometry geometry_{};
  bool file_ = false;
};

void repair(uint8_t which) {
  if ((which & 1) != 0) repairHeader();
  if ((which & 2) != 0) repairSnapshot();
  if ((which & 4) != 0) repairChain();
  if ((which & 8) != 0) repairControl();
  if ((which & 16) != 0) repairRoot(0);
  if ((which & 32) != 0) repairRoot(1);
}

/// Overwrites a word when the protocol asks the system for something for the n-th time from now.
void pokeLater(Input poked, uint8_t after) {
  world().interrupt = [poked, after]() mutable {
    if (after == 0)
      poke(poked);
    else
      pokeLater(poked, static_cast<uint8_t>(after - 1));
  };
}

/// A segment that none of ours has open loses its end.
void cut(uint64_t bytes) {
  World& all = world();
  if (all.holders > 0 || bytes >= all.size) return;
  std::memset(all.bytes + bytes, 0, all.size - bytes);
  all.size = bytes;
}

/// Steps that another process takes, or the system.
void disturb(Step step, Input& input) {
  switch (step) {
    case PassTime:
      world().clock += 1'100'000;
      world().deadline = world().clock;
      world().named = input.byte() != 0;
      return;
    case Poke:
      return poke(input);
    case PokeWithin: {
      const uint8_t after = input.byte() & 31;
      return pokeLater(input.part(11), after);
    }
    case Forge:
      return forgeRecord(input);
    case Repair:
      return repair(input.byte());
    case Resize:
      return resize(input);
    case Cut:
      return cut(input.byte() * (kCapacity / 256) + input.byte());
    default:
      return;
  }
}

void use(Step step, Peer& peer, Input& input) {
  switch (step) {
    case Read:
      return peer.read(input);
    case Snapshot:
      return peer.snapshot();
    case Commit:
      return peer.commit(input);
    case CommitState:
    case Migrate:
      return peer.commitState(input, step == Migrate);
    case Checkpoint:
      return peer.checkpoint(input);
    case Flush:
      return peer.segment().flush();
    case Arm:
      peer.segment().arm();
      return;
    case Await:
      peer.segment().awaitApplied(peer.segment().version() + input.byte() % 4);
      return;
    case ListPeers:
      if (peer.segment().peers().size() > kMaxPeers) violated("there are more peers than slots");
      return;
    case Close:
      return peer.close();
    case Kill:
      return peer.kill();
    default:
      return;
  }
}

void begin(uint8_t kind, Input& input, bool& file) {
  const Template& chosen = templates()[kind % 8];
  file = chosen.file;
  if ((kind & kAbsent) != 0)
    load(nullptr, 0);
  else
    load(chosen.bytes.data(), chosen.bytes.size());
  if ((kind & kArbitrary) != 0) {
    const uint8_t repaired = input.byte();
    Input parts = input.part(kFillBytes);
    fill(parts);
    repair(repaired);
  }
  world().foreign = (kind & kForeign) != 0 || (!file && (kind & kAbsent) == 0);
}

}  // namespace

void play(const uint8_t* bytes, size_t size) {
  Input input(bytes, size);
  bool file = false;
  begin(input.byte(), input, file);
  std::array<Peer, 3> peers;
  for (int steps = 0; !input.empty() && steps < kMostSteps; ++steps) {
    const uint8_t what = input.byte();
    const Step step = static_cast<Step>((what & 31) % Steps);
    Peer& peer = peers[(what >> 5) % peers.size()];
    world().deadline = world().clock + kMostMicros;
    try {
      if (step == Open)
        peer.attach(input, file);
      else if (step == Look)
        neighbours("/segments", "st", "other");
      else if (step >= PassTime)
        disturb(step, input);
      else if (peer.open())
        use(step, peer, input);
    } catch (const Error&) {
    }
  }
}

}  // namespace lockstep::fuzz
