// One thread's attachment to one store's segment: puts layout, latch, log, snapshots, peers and doorbell together.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doorbell.h"
#include "latch.h"
#include "lock.h"
#include "log.h"
#include "mapping.h"
#include "peers.h"
#include "snapshot.h"
#include "turn.h"

namespace lockstep {

struct CreateOptions {
  const uint8_t* initial = nullptr;  // encoded state of version 0; used during open only
  uint64_t initialLength = 0;
  uint64_t logBytes = 4 * 1024 * 1024;
  uint64_t stateBytes = 128 * 1024 * 1024;
  bool exclusive = false;
};

struct OpenOptions {
  std::string file;       // absolute path of a file-backed store; otherwise:
  std::string directory;  // empty: the system's place
  std::string key;
  std::optional<CreateOptions> create;  // without it, only opens
  uint64_t schema = 1;
  bool migrates = false;  // takes an older schema, to migrate it
  bool readOnly = false;
  std::string title;
  uint64_t lockTimeoutMillis = 5000;
};

enum class Append { Committed, Conflict, Full };

enum class ReadOutcome { Records, Lapped, TooSmall };
struct ReadResult {
  ReadOutcome outcome;
  uint64_t bytes = 0;   // Records: of whole records copied; 0: nothing new
  uint64_t needed = 0;  // TooSmall: of the next record
};

/// Not thread-safe: it belongs to the thread that opened it. Every call may throw `Error`.
class Segment {
 public:
  explicit Segment(const OpenOptions& options);
  ~Segment() { close(); }
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  bool created() const { return mapping_->created(); }
  const std::string& path() const { return mapping_->backing().path(); }
  uint64_t peerId() const { return peers_->id(); }
  const Geometry& geometry() const { return mapping_->geometry(); }

  /// The newest version, unchecked.
  uint64_t head() const { return peekHead(mapping_->meta().latch); }
  /// The version up to which this peer has read.
  uint64_t version() const { return cursor_.version; }
  /// Of the state as this peer knows it: older than what it asked for until somebody migrated it.
  uint64_t schema() const { return schema_; }
  /// Bytes of records since the snapshot, as the last call saw them.
  uint64_t logUsed() const { return logUsed_; }

  /// Commits a record as version `expected + 1`. Full: the ring or the snapshot slot could not take it before a
  /// checkpoint; nothing was changed.
  Append append(uint64_t expected, const uint8_t* payload, uint32_t length);
  /// Commits a whole state as version `expected + 1`; everybody else is lapped. Full: the state is too large.
  Append appendSnapshot(uint64_t expected, const uint8_t* state, uint64_t length);
  /// Commits a whole state together with the schema version of `OpenOptions`.
  Append migrate(uint64_t expected, const uint8_t* state, uint64_t length);
  /// Files: returns when everything committed by now would survive a power cut.
  void flush();
  /// Offers the state at `version`, which must be where this peer stands, as the new snapshot. False: not needed.
  bool checkpoint(uint64_t version, const uint8_t* state, uint64_t length);

  /// Copies the records after the cursor and moves it. `capacity` in bytes; a multiple of 8 is used.
  ReadResult read(uint8_t* into, uint64_t capacity);
  /// Copies the newest snapshot into what `allocate` gives for its length, and moves the cursor to it.
  void snapshot(const std::function<uint8_t*(uint64_t length)>& allocate);

  /// Goes to sleep; true: there is something to read first.
  bool arm();
  /// The sleeping side of this peer's doorbell; nothing when it was taken before.
  std::unique_ptr<platform::Bell> takeBell() { return mapping_->backing().takeBell(); }

  std::vector<PeerView> peers() const { return peers_->list(); }
  /// Asks to be woken as peers reach `version`; returns the living ones that have not.
  std::vector<PeerView> awaitApplied(uint64_t version);

  /// Leaves. Idempotent; nothing else may be called afterwards.
  void close() noexcept;

 private:
  Meta& meta() const { return mapping_->meta(); }
  Control control();
  void applied(uint64_t version);
  void checkNamed();
  Append appendLocked(uint64_t expected, const uint8_t* payload, uint32_t length);
  Append appendState(uint64_t expected, const uint8_t* state, uint64_t length, uint64_t schema);
  Append appendStateLocked(uint64_t expected, const Control& written, uint64_t schema);
  Append publishCommit(Control& next, const Cursor& head);
  bool checkpointLocked(uint64_t version, const uint8_t* state, uint64_t length);
  Control freeSlot();
  void secure();
  std::exception_ptr trySecure();
  void shrink();
  Append lost();
  void ringAfter(Append result);
  void writable() const;

  std::unique_ptr<Mapping> mapping_;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<Doorbell> doorbell_;
  std::optional<Log> log_;
  std::optional<Slots> slots_;
  std::optional<Turn> turn_;
  Cursor cursor_;
  uint64_t schema_;        // of the last Control that was accepted
  uint64_t targetSchema_;  // this program's own
  bool migrates_;          // until then, any older one will do
  uint64_t lockTimeoutMillis_;
  uint64_t logUsed_ = 0;
  uint64_t namedCheckedMicros_ = 0;
  bool stole_ = false;  // a dead peer's lock since the sleepers were last rung
  bool readOnly_;
};

}  // namespace lockstep
