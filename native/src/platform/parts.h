// What an operating system must give for the parts as parts: memory, mutexes and events that processes find by name.
// A name lives as long as somebody has it open, also where the last one is killed. Each kind has names of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace lockstep::platform {

constexpr uint64_t kForever = ~uint64_t{0};

/// Ends a wait of another thread, for good.
class Interrupt {
 public:
  /// @throws LOCKSTEP_SYSTEM
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  void raise() noexcept;

  struct State;
  State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// How one comes by something with a name. An absent one that is not to be created gives nothing; one that is there and
/// was to be created exclusively throws LOCKSTEP_EXISTS. All throw LOCKSTEP_PERMISSION, LOCKSTEP_BUSY,
/// LOCKSTEP_NO_SPACE, LOCKSTEP_DAMAGED and LOCKSTEP_SYSTEM.
struct Naming {
  std::string key;
  bool create = false;
  bool exclusive = false;
};

enum class Access {
  ReadWrite,
  ReadOnly,
  CopyOnWrite,  // what is written stays with the one who writes it
};

struct MemoryOptions {
  Naming naming;       // the key is empty where there is a file
  std::string file;    // an absolute path
  uint64_t bytes = 0;  // to create; a shorter file is made longer
  Access access = Access::ReadWrite;
};

/// Bytes that processes share: named ones, or a file's.
class SharedBytes {
 public:
  static std::unique_ptr<SharedBytes> open(const MemoryOptions& options);
  ~SharedBytes();
  SharedBytes(const SharedBytes&) = delete;
  SharedBytes& operator=(const SharedBytes&) = delete;

  bool created() const;
  /// Of all of it, as it was when it was opened.
  uint64_t size() const;
  /// Maps a part, wherever it begins; once. The bytes stay mapped until the end.
  uint8_t* map(uint64_t offset, uint64_t length);
  /// @throws LOCKSTEP_DAMAGED where a file was cut short under the map, which would be a fault to touch
  void check() const;
  /// Files: returns when the disk has what was written through the map. Otherwise nothing.
  void flush();

  struct State;

 private:
  explicit SharedBytes(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

enum class LockResult {
  Taken,
  Abandoned,  // taken too; the last owner ended, or closed its handle, without unlocking
  TimedOut,
  Interrupted,
};

/// One possible owner of a mutex: whoever holds this object, in whatever thread. Never asked for by two threads at
/// once.
class Mutex {
 public:
  static std::unique_ptr<Mutex> open(const Naming& naming);
  /// An owner that ends without unlocking abandons the mutex.
  ~Mutex();
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  bool created() const;
  /// Not to be called by the owner. @throws LOCKSTEP_SYSTEM
  LockResult lock(uint64_t timeoutMillis, const Interrupt* interrupt);
  /// Owners only.
  void unlock();

  struct State;

 private:
  explicit Mutex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

enum class WaitResult { Released, TimedOut, Interrupted };

/// An event that resets itself: a set releases one of those who wait; where nobody waits, it stays until one does.
class Event {
 public:
  static std::unique_ptr<Event> open(const Naming& naming);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  bool created() const;
  void set();
  /// Any number of threads may wait. @throws LOCKSTEP_SYSTEM
  WaitResult wait(uint64_t timeoutMillis, const Interrupt* interrupt);

  struct State;

 private:
  explicit Event(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::platform
