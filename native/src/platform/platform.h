// What an operating system must give. The protocol is written against this header alone; each system implements it in
// one file (what Linux and macOS share is in posix.cc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::platform {

uint64_t monotonicMicros();
/// Milliseconds since the epoch.
double wallMillis();
/// Tells the processor that this is a waiting loop.
void relax();
void yieldThread();
void sleepMicros(uint64_t micros);
uint64_t randomWord();

/// Which thread of the machine this is, in words that another process can check.
struct ThreadIdentity {
  uint64_t process = 0;
  uint64_t thread = 0;
  uint64_t startTime = 0;
  uint64_t pidSpace = 0;
};
ThreadIdentity currentThread();

/// Whether the thread is known never to run again. False when unsure: then the peer's kernel-held lock decides, which
/// a dying process may keep for as long as its memory is torn down.
bool hasEnded(const ThreadIdentity& thread);

/// The directory where this user's segments lie: `LOCKSTEP_DIR` or the system's place. Made if missing; throws
/// LOCKSTEP_PERMISSION if anybody else could write, read or have planted it.
std::string segmentDirectory();
/// The same checks for a directory of the caller's choice.
std::string checkedDirectory(const std::string& directory);

/// Whether a path names a file without the current directory.
bool isAbsolute(const std::string& path);

/// The keys of all segments in a directory, living or not.
std::vector<std::string> segmentKeys(const std::string& directory);

/// How one came to hold the segment.
enum class Hold {
  Exclusive,  // nobody else holds it: it must be initialised, or left alone
  Shared,
};

/// The sleeping side of a doorbell.
class Bell {
 public:
  struct State;
  explicit Bell(std::unique_ptr<State> state);
  ~Bell();
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  /// Hands over a descriptor that an event loop can poll, and its caller closes; -1 where the system has none. After
  /// that the bell is of no use.
  int takeDescriptor() noexcept;
  /// Blocks until the bell was rung since the last `wait`. False: interrupted.
  bool wait();
  /// Ends `wait` for good, also one that has not begun. From any thread.
  void interrupt() noexcept;

 private:
  std::unique_ptr<State> state_;
};

/// What backs a segment: memory with a name, the kernel-held locks of its peers, and its doorbells.
/// One per peer: locks belong to it, and end with the process.
class Backing {
 public:
  /// Opens the segment `directory/key` and holds its dead man's lock. Nothing of it may be read before this returned.
  /// @param create make the name if it does not exist; otherwise an absent one gives nothing
  /// @throws LOCKSTEP_PERMISSION, LOCKSTEP_BUSY after `timeoutMillis`, LOCKSTEP_SYSTEM
  static std::unique_ptr<Backing> open(const std::string& directory, const std::string& key, bool create,
                                       uint64_t timeoutMillis);
  ~Backing();
  Backing(const Backing&) = delete;
  Backing& operator=(const Backing&) = delete;

  /// Opens a store's file, whose bytes outlive its peers, and holds its dead man's lock: the file is never emptied, and
  /// never removed. Exclusive means: nobody else has it open, so it must be recovered.
  /// @param path absolute; the directory must exist
  /// @throws as `open`; LOCKSTEP_NOT_FOUND where the directory is missing, LOCKSTEP_OPTIONS on a network file system,
  /// whose locks and maps are not shared with other machines
  static std::unique_ptr<Backing> openFile(const std::string& path, bool create, uint64_t timeoutMillis);

  Hold hold() const;
  const std::string& path() const;
  bool isFile() const;
  /// What `ring` takes to find the doorbells of this segment.
  const std::string& bells() const;

  /// Exclusive only: empties the segment and gives it `bytes` of address space without memory behind it.
  void reset(uint64_t bytes);
  /// Exclusive only, unmapped: what `reset` began came to nothing. Empties a file, which is none to whoever opens it.
  void unmake() noexcept;
  /// Exclusive only: makes a file that is shorter `bytes` long, without memory behind what is new.
  void lengthen(uint64_t bytes);
  /// Exclusive only: lets the others in, without letting go in between.
  void share();

  uint64_t size() const;
  /// Puts memory behind a range, and keeps what is there. Throws LOCKSTEP_NO_SPACE; then nothing may rely on any of it.
  void commit(uint64_t offset, uint64_t bytes);
  /// Gives the memory of a range back. A hint.
  void discard(uint64_t offset, uint64_t bytes) noexcept;
  /// Copies a range out without faulting, whatever became of it; a part that is not there reads as zeros.
  void readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const;
  void* map(uint64_t offset, uint64_t bytes, bool writable);
  void unmap(void* address, uint64_t bytes) noexcept;
  /// Files: makes what was written to a mapped range durable, power cuts included.
  /// @throws LOCKSTEP_SYSTEM, LOCKSTEP_NO_SPACE
  void sync(void* address, uint64_t bytes);
  /// Files: whether `sync` may pass over pages that are not on the disk. On Windows those are what other processes
  /// wrote: FlushViewOfFile writes the pages that this process's view has changed. Elsewhere what a sync has failed to
  /// write: the kernel takes it for written from then on. Writing to such a page, if only what it holds, brings it
  /// back.
  bool syncPassesOver() const;
  /// Files: makes the file's name durable.
  void syncDirectory();
  /// False when the name was taken away under us: those who come will make another segment.
  bool stillNamed() const;

  /// Tries to take the kernel-held lock of a slot. The identity is what the slot says of its last owner.
  bool claimSlot(uint32_t slot, const ThreadIdentity& last);
  void releaseSlot(uint32_t slot) noexcept;
  /// Whether somebody else holds the slot. Never ask about one's own.
  bool slotHeld(uint32_t slot, const ThreadIdentity& owner) const;

  /// Makes this peer's doorbell, before the slot is published. Throws LOCKSTEP_SYSTEM, LOCKSTEP_NO_SPACE.
  void hangDoorbell(uint32_t slot, uint64_t peerId);
  /// Removes the doorbell of a slot's former owner, who died without doing it.
  void removeDoorbell(uint32_t slot, uint64_t peerId) noexcept;
  /// Hands the doorbell's sleeping side over; nothing after that. It may outlive the backing, and then never rings.
  std::unique_ptr<Bell> takeBell();

  /// Removes what dead peers left behind: doorbells of this segment, and segments of the directory nobody holds.
  /// A store's file may be called as a segment is.
  /// @param disposable whether what nobody holds is a segment, and nothing that is kept when nobody holds it
  void sweep(bool (*disposable)(const Backing&));

  /// Leaves: removes the doorbell, lets go of the locks, and removes the name if nobody else holds the segment (a
  /// file's name stays).
  /// Maps must be gone before. Idempotent.
  void leave() noexcept;

  /// What each system keeps of it.
  struct State;

 private:
  explicit Backing(std::unique_ptr<State> state);
  void removeIfDead(const std::string& path, bool (*disposable)(const Backing&)) const;
  std::unique_ptr<State> state_;
};

enum class Ring {
  Rung,    // the peer will wake, or was going to
  Gone,    // there is no such peer any more
  Failed,  // it could not be rung now: leave it armed
};
/// Rings the doorbell of a peer. `bells` is what a Backing of that segment says.
Ring ring(const std::string& bells, uint32_t slot, uint64_t peerId);

}  // namespace lockstep::platform
