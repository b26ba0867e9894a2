// What the parts share on POSIX systems: a held file for each name, and FIFOs to wait with.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>

#include "parts.h"

namespace lockstep::platform {

constexpr char kMemoryEnding[] = ".mem";
constexpr char kMutexEnding[] = ".mutex";
constexpr char kEventEnding[] = ".event";

// Bytes to lock, beside the dead man's.
constexpr int64_t kOwnerByte = (int64_t{1} << 40) + 1;    // who owns a mutex
constexpr int64_t kWaitingByte = (int64_t{1} << 40) + 2;  // shared by all handles with which somebody waits

/// A file `key + ending` in the user's directory that stands for a name, and is held like a segment: everybody who has
/// it open shares the dead man's lock, whoever gets that lock alone initialises or removes it, and nothing is read
/// before it is held. FIFOs that belong to it are called `<file>.<id>.<letter>`; an id is never used again, so no sweep
/// removes one of a later life.
class NamedFile {
 public:
  /// @param initialise makes the contents, while nobody else can look; if it throws, the name is removed again
  static std::unique_ptr<NamedFile> open(const Naming& naming, const std::string& ending,
                                         const std::function<void(const NamedFile&)>& initialise);
  /// Removes the name if nobody else has it open.
  ~NamedFile();
  NamedFile(const NamedFile&) = delete;
  NamedFile& operator=(const NamedFile&) = delete;

  int fd() const { return fd_; }
  bool created() const { return created_; }
  const std::string& path() const { return path_; }
  std::string companion(uint64_t id, char letter) const;
  void store(int64_t offset, uint64_t word) const;
  /// A word that is not there reads as 0.
  uint64_t load(int64_t offset) const;

 private:
  friend class OpenFiles;
  NamedFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  /// Lets go, and removes the name if nobody else holds it.
  void leave() noexcept;

  std::string path_;
  int fd_;
  bool created_ = false;
};

/// Removes the FIFOs of a named file. For who holds it alone.
void removeCompanions(const std::string& path);
/// Removes them, and then the file. For who holds it alone.
void removeNamed(const std::string& path) noexcept;
/// Removes what the dead left behind in the directory of a named file.
void sweepNamed(const std::string& path) noexcept;

/// Bytes that wait for one reader each. Both ends never block, and never see the end of the other.
class Fifo {
 public:
  static void make(const std::string& path);
  /// @throws LOCKSTEP_DAMAGED where something else lies there, or nothing
  explicit Fifo(const std::string& path);
  ~Fifo();
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;

  int fd() const { return fd_; }
  /// Takes a byte, if there is one.
  bool take() const noexcept;
  bool takeAll() const noexcept;
  /// A byte too many is dropped: the FIFO is full of others that say the same.
  void put() const noexcept;
  bool empty() const noexcept;

 private:
  int fd_;
};

/// A moment on the monotonic clock; `kForever` has none.
uint64_t deadlineAfter(uint64_t millis);
bool hasPassed(uint64_t deadline);

enum class Readable { Yes, No, Interrupted };
/// Sleeps until one of the FIFOs (at most two) has a byte, the deadline has passed, or `interrupt` (may be null) was
/// raised; at most for `mostMillis`. @throws LOCKSTEP_SYSTEM
Readable awaitReadable(std::initializer_list<const Fifo*> fifos, const Interrupt* interrupt, uint64_t deadline,
                       uint64_t mostMillis = kForever);

}  // namespace lockstep::platform
